import QtQuick
import Sealmark.Drawn

// An option that takes several votes: its count between a minus and a plus.
Item {
    id: root

    property var row: ({})
    readonly property bool selected: (row.count ?? 0) > 0

    implicitHeight: Math.max(Sizes.row, Sizes.target + 2 * Sizes.line + Sizes.gap, Math.ceil(name.tall + detail.tall) + Math.round(Sizes.padding * 0.7))

    component Step: Target {
        id: step

        property string symbol

        width: Math.round(Sizes.target * 1.25)
        height: Sizes.target
        anchors.verticalCenter: parent.verticalCenter

        Rectangle {
            anchors.fill: parent
            radius: Sizes.radius
            color: !step.enabled ? Colours.resting : step.pressed ? Colours.pressed : Colours.card
            border.width: step.enabled ? Math.ceil(Sizes.thick * 0.6) : 0
            border.color: Colours.soft_ink
        }

        Symbol {
            anchors.centerIn: parent
            width: Math.round(Sizes.mark * 0.7)
            height: width
            name: step.symbol
            ink: Colours.ink
        }
    }

    Rectangle {
        anchors.fill: parent
        radius: Sizes.radius
        color: root.selected ? Colours.chosen : Colours.card
        border.width: root.selected ? Sizes.thick : Sizes.line
        border.color: root.selected ? Colours.accent : Colours.soft_ink
    }

    Words {
        id: name

        x: Sizes.padding
        y: (root.height - tall - detail.tall) / 2
        width: less.x - Sizes.padding - x
        text: root.row.text ?? ""
    }

    Words {
        id: detail

        x: name.x
        y: name.y + name.tall
        width: name.width
        text: root.row.detail ?? ""
        color: Colours.soft_ink
        secondary: true
    }

    Step {
        id: less

        x: count.x - width
        touchId: root.row.less_id ?? ""
        enabled: root.row.can_less ?? false
        symbol: "minus"
    }

    Words {
        id: count

        x: more.x - width
        width: Math.round(Sizes.target * 1.2)
        anchors.verticalCenter: parent.verticalCenter
        text: root.row.count ?? ""
        horizontalAlignment: Text.AlignHCenter
        font.bold: true
        font.pixelSize: Sizes.title
        color: root.selected ? Colours.accent : Colours.ink
    }

    Step {
        id: more

        x: root.width - width - Sizes.gap
        touchId: root.row.more_id ?? ""
        enabled: root.row.can_more ?? false
        symbol: "plus"
    }
}
