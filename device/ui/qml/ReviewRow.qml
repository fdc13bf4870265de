import QtQuick

// A contest on the review: its title, what is selected, and what is missing. The whole row is the
// target; the words at its right end say what a touch does.
Target {
    id: root

    property var row: ({})

    touchId: row.id ?? ""
    // What is missing stands beside a short selection, else below it.
    readonly property int chipWidth: sign.width + Math.ceil(warning.implicitWidth) + 3 * Sizes.gap
    readonly property bool beside: Math.ceil(lines.implicitWidth) + chipWidth + 2 * Sizes.gap <= title.width
    readonly property int edge: beside ? 0 : Math.round(Sizes.gap / 3)

    readonly property real belowLines: warning.visible && !beside ? warning.tall + 3 * edge : 0

    implicitHeight: Math.max(Sizes.row, Math.ceil(lines.y + lines.tall + belowLines) + Math.round(Sizes.gap * 0.8))

    Rectangle {
        anchors.fill: parent
        radius: Sizes.radius
        color: root.pressed ? Colours.pressed : Colours.card
        border.width: Sizes.line
        border.color: Colours.soft_ink
    }

    Words {
        id: title

        x: Sizes.padding
        y: Math.round(Sizes.gap * 0.7)
        width: change.x - Sizes.padding - x
        text: root.row.title ?? ""
        color: Colours.soft_ink
    }

    Words {
        id: lines

        x: title.x
        y: title.y + title.tall
        width: title.width
        text: root.row.lines ?? ""
        font.bold: true
    }

    Rectangle {
        id: chip

        visible: warning.visible
        x: root.beside ? title.x + title.width - width : title.x
        y: warning.y - root.edge
        width: Math.min(title.width, root.chipWidth)
        height: warning.tall + 2 * root.edge
        radius: Sizes.radius
        color: Colours.warning_ground
    }

    LevelSign {
        id: sign

        visible: warning.visible
        x: chip.x + Sizes.gap
        anchors.verticalCenter: chip.verticalCenter
        width: Math.round(Sizes.mark * 0.75)
        height: width
        sign: "warning"
        ground: Colours.card
    }

    Words {
        id: warning

        x: sign.x + sign.width + Sizes.gap
        y: lines.y + (root.beside ? Math.round((lines.tall - tall) / 2) : lines.tall + 2 * root.edge)
        width: chip.width - sign.width - 3 * Sizes.gap
        text: root.row.warning ?? ""
    }

    Rectangle {
        id: change

        anchors.right: parent.right
        anchors.rightMargin: Sizes.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.ceil(changeText.implicitWidth) + 2 * Sizes.padding
        height: Math.ceil(changeText.tall + Sizes.gap)
        radius: height / 2
        color: "transparent"
        border.width: Sizes.line
        border.color: Colours.soft_ink

        Words {
            id: changeText

            anchors.centerIn: parent
            text: root.row.change ?? ""
        }
    }
}
