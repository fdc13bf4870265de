import QtQuick
import Sealmark.Drawn

// Digits to enter a PIN: dots for what is entered above the pad, or beside it where it is low.
Item {
    id: root

    property var content: ({})
    readonly property int dots: content.entered ?? 0
    readonly property int side: Math.min(Math.round(Sizes.key * 1.2), Math.floor((height + Sizes.gap) / 4 - Sizes.gap))
    readonly property bool stacked: height >= 4 * (Math.round(Sizes.key) + Sizes.gap) + field.height + Sizes.gap
    readonly property int key: stacked ? Math.min(Math.round(Sizes.key * 1.2), Math.floor((height - field.height - Sizes.gap) / 4 - Sizes.gap)) : side
    readonly property int keyWidth: Math.round(Math.max(key * 1.35, eraser.implicitWidth))
    readonly property int padWidth: 3 * keyWidth + 2 * Sizes.gap
    readonly property int startX: Math.round((width - (stacked ? padWidth : padWidth + field.width + 2 * Sizes.gap)) / 2)

    function settle(_from) {
    }

    Rectangle {
        id: field

        x: root.startX
        width: root.stacked ? root.padWidth : Math.round(Sizes.mm * 62)
        height: Sizes.row
        radius: Sizes.radius
        color: Colours.card
        border.width: Sizes.thick
        border.color: Colours.accent

        Row {
            anchors.centerIn: parent
            spacing: Math.round(Sizes.gap)

            Repeater {
                model: root.dots
                delegate: Symbol {
                    width: Math.round(Sizes.mm * 4)
                    height: width
                    name: "dot"
                    ink: Colours.ink
                }
            }
        }
    }

    Item {
        id: pad

        x: root.stacked ? root.startX : root.startX + field.width + 2 * Sizes.gap
        y: root.stacked ? field.height + Sizes.gap * 2 : 0

        Repeater {
            model: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
            delegate: TextButton {
                required property int index
                required property int modelData

                x: (modelData === 0 ? 1 : index % 3) * (root.keyWidth + Sizes.gap)
                y: Math.floor((modelData === 0 ? 9 : index) / 3) * (root.key + Sizes.gap)
                width: root.keyWidth
                height: root.key
                fontSize: Sizes.digit
                bold: false
                button: ({ "id": "digit-" + modelData, "text": String(modelData), "emphasis": "plain",
                           "enabled": root.content.enabled ?? false })
            }
        }

        TextButton {
            id: eraser

            x: 2 * (root.keyWidth + Sizes.gap)
            y: 3 * (root.key + Sizes.gap)
            width: root.keyWidth
            height: root.key
            padding: Sizes.gap
            bold: false
            button: ({ "id": "erase", "text": root.content.erase_text ?? "", "emphasis": "plain",
                       "enabled": (root.content.enabled ?? false) && root.dots > 0 })
        }
    }
}
