import QtQuick
import Sealmark.Drawn

// A line of a menu.
Target {
    id: root

    property var row: ({})
    readonly property bool filled: row.emphasis === "primary" && enabled
    readonly property bool caution: row.emphasis === "caution" && enabled

    touchId: row.id ?? ""
    enabled: row.enabled ?? false
    // Where there are only a few choices, they are weighty ones: they get room.
    implicitHeight: Math.max(Sizes.row, Math.ceil(label.tall + detail.tall) + (row.few ? 2.5 : 1) * Sizes.padding)

    Rectangle {
        anchors.fill: parent
        radius: root.caution ? 0 : Sizes.radius
        color: !root.enabled ? Colours.resting
             : root.filled ? (root.pressed ? Colours.accent_pressed : Colours.accent)
             : root.pressed ? Colours.pressed : Colours.card
        border.width: !root.enabled || root.filled ? 0 : root.caution ? Sizes.thick : Sizes.line
        border.color: root.caution ? Colours.error : Colours.soft_ink
    }

    Words {
        id: label

        x: Sizes.padding
        y: (root.height - tall - detail.tall) / 2
        width: end.x - x - Sizes.gap
        text: root.row.text ?? ""
        font.bold: root.enabled && root.row.emphasis !== "quiet"
        color: root.filled ? Colours.on_accent : root.caution ? Colours.error : Colours.ink
    }

    Words {
        id: detail

        x: label.x
        y: label.y + label.tall
        width: label.width
        text: root.row.detail ?? ""
        color: root.filled ? Colours.on_accent : root.enabled ? Colours.soft_ink : Colours.ink
    }

    Symbol {
        id: end

        anchors.right: parent.right
        anchors.rightMargin: Sizes.padding
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round(Sizes.mark * (root.caution ? 1 : 0.7))
        height: width
        name: !root.enabled ? "" : root.caution ? "warning" : "right"
        ink: label.color
        ground: Colours.card
    }
}
