import QtQuick

// A line of a report: label, value, and its level as a symbol.
Item {
    id: root

    property var row: ({})
    readonly property bool marked: (row.level ?? "normal") !== "normal"

    implicitHeight: Math.ceil(Math.max(label.tall, value.tall, marked ? sign.height : 0) + 1.5 * Sizes.gap)

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: -Math.round(Sizes.gap / 2)
        anchors.topMargin: -Math.round(Sizes.gap / 2)
        visible: root.row.level === "warning" || root.row.level === "error"
        color: root.row.level === "warning" ? Colours.warning_ground : Colours.error_ground
        border.width: root.row.level === "error" ? Sizes.line : 0
        border.color: Colours.error
    }

    LevelSign {
        id: sign

        x: Sizes.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round(Sizes.mark * 0.85)
        height: width
        sign: root.marked ? root.row.level : ""
        visible: root.marked
        ground: Colours.card
    }

    Words {
        id: label

        x: sign.width + 2 * Sizes.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round((root.width - x - 2 * Sizes.gap) * 0.45)
        text: root.row.label ?? ""
    }

    Words {
        id: value

        x: label.x + label.width + Sizes.gap
        anchors.verticalCenter: parent.verticalCenter
        width: root.width - x - Sizes.gap
        text: root.row.value ?? ""
        font.bold: true
    }

    Rectangle {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: -Math.round(Sizes.gap / 2)
        width: parent.width
        height: Sizes.line
        color: Colours.hairline
    }
}
