import QtQuick

// A contest on the review: its title, what is selected, and what is missing. The whole row is the
// target; the words at its right end say what a touch does.
Target {
    id: root

    property var row: ({})

    touchId: row.id ?? ""
    implicitHeight: Math.max(Sizes.row, Math.ceil(warning.y + warning.tall + (warning.visible ? Sizes.gap : 0)) + Sizes.gap)

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
        y: Sizes.gap
        width: change.x - Sizes.padding - x
        text: root.row.title ?? ""
        color: Colours.soft_ink
        font.pixelSize: Sizes.small
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
        visible: warning.visible
        x: title.x
        y: warning.y - Math.round(Sizes.gap / 3)
        width: Math.min(title.width, sign.width + warning.contentWidth + 3 * Sizes.gap)
        height: warning.tall + 2 * Math.round(Sizes.gap / 3)
        radius: Sizes.radius
        color: Colours.warning_ground
    }

    LevelSign {
        id: sign

        visible: warning.visible
        x: title.x + Sizes.gap
        anchors.verticalCenter: warning.verticalCenter
        width: Math.round(Sizes.mark * 0.75)
        height: width
        sign: "warning"
        ground: Colours.card
    }

    Words {
        id: warning

        x: sign.x + sign.width + Sizes.gap
        y: lines.y + lines.tall + (visible ? Math.round(Sizes.gap * 0.66) : 0)
        width: title.width - sign.width - 3 * Sizes.gap
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
