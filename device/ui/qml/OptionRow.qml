import QtQuick
import Sealmark.Drawn

// An option that is on or off. The whole row is the target; round marks where one excludes another.
Target {
    id: root

    property var row: ({})
    readonly property bool selected: row.selected ?? false

    touchId: row.id ?? ""
    implicitHeight: Math.max(Sizes.row, Math.ceil(name.tall + detail.tall) + Math.round(Sizes.padding * 0.7))

    Rectangle {
        anchors.fill: parent
        radius: Sizes.radius
        color: root.pressed ? Colours.pressed : root.selected ? Colours.chosen : Colours.card
        border.width: root.selected ? Sizes.thick : Sizes.line
        border.color: root.selected ? Colours.accent : Colours.soft_ink
    }

    Symbol {
        id: mark

        x: Sizes.padding
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.mark
        height: Sizes.mark
        name: (root.row.single ? "circle" : "box") + (root.selected ? "-on" : "")
        ink: root.selected ? Colours.accent : Colours.soft_ink
        ground: Colours.card
    }

    Words {
        id: name

        x: mark.x + mark.width + Sizes.padding
        y: (root.height - tall - detail.tall) / 2
        width: root.width - x - Sizes.padding
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
}
