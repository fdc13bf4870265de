import QtQuick
import Sealmark.Drawn

// Something is being done: a bar where it is known how much, else three dots that take turns.
Item {
    id: root

    property string title
    property var body: []
    property var content: ({})
    property bool moving: true
    property int turn: 0
    readonly property real fraction: content.fraction ?? -1
    readonly property int wide: Math.min(width, Sizes.column)

    function settle(_from) {
    }

    Item {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((root.height - height) * 0.42)
        width: root.wide
        height: below.y + below.tall

        Words {
            id: heading

            width: parent.width
            text: root.title
            horizontalAlignment: Text.AlignHCenter
            font.bold: true
            font.pixelSize: text.length > 60 ? Sizes.long_title : Sizes.title
        }

        Words {
            id: doing

            y: heading.tall + Sizes.padding
            width: parent.width
            text: root.content.text ?? ""
            horizontalAlignment: Text.AlignHCenter
        }

        Rectangle {
            id: bar

            visible: root.fraction >= 0
            y: doing.y + doing.tall + 2 * Sizes.padding
            width: parent.width
            height: Math.round(Sizes.mm * 7)
            radius: height / 2
            color: Colours.card
            border.width: Math.ceil(Sizes.thick * 0.6)
            border.color: Colours.soft_ink

            Rectangle {
                x: 2 * bar.border.width
                y: x
                width: Math.max(height, (parent.width - 2 * x) * Math.min(1, Math.max(0, root.fraction)))
                height: parent.height - 2 * y
                radius: height / 2
                color: Colours.accent
            }
        }

        Item {
            id: dots

            visible: root.fraction < 0
            anchors.horizontalCenter: parent.horizontalCenter
            y: bar.y
            width: Math.round(Sizes.mm * 31)
            height: bar.height

            Repeater {
                model: 3
                delegate: Rectangle {
                    required property int index
                    readonly property bool on: index === root.turn

                    x: index * Math.round(Sizes.mm * 12)
                    width: dots.height
                    height: dots.height
                    radius: height / 2
                    color: on ? Colours.accent : Colours.card
                    border.width: Math.ceil(Sizes.thick * 0.6)
                    border.color: Colours.accent
                }
            }
        }

        Words {
            id: below

            y: bar.y + bar.height + 2 * Sizes.padding
            width: parent.width
            text: root.body.join("\n\n")
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Timer {
        // Slower than anything that could be called flashing (VVSG 2.0 8.1-B).
        interval: 600
        repeat: true
        running: root.moving && root.visible && root.fraction < 0
        onTriggered: root.turn = (root.turn + 1) % 3
    }
}
