import QtQuick
import Sealmark.Drawn

// Turns the page of a list, and says how much stands there.
Target {
    id: root

    property string words
    property string symbol

    local: true
    implicitHeight: Math.max(Sizes.target, Math.ceil(label.tall + Sizes.gap))

    Rectangle {
        anchors.fill: parent
        radius: Math.min(height, Sizes.target) / 2
        color: !root.enabled ? Colours.resting : root.pressed ? Colours.pressed : Colours.side
        border.width: root.enabled ? Math.ceil(Sizes.thick * 0.6) : 0
        border.color: Colours.soft_ink
    }

    Symbol {
        id: arrow

        x: Sizes.low ? Sizes.gap : Sizes.padding
        anchors.verticalCenter: parent.verticalCenter
        width: root.enabled ? Math.round(Sizes.mark * 0.8) : 0
        height: width
        name: root.enabled ? root.symbol : ""
        ink: Colours.ink
    }

    Words {
        id: label

        x: arrow.x + arrow.width + (arrow.width > 0 ? Sizes.gap : 0)
        y: Math.round((root.height - tall) / 2)
        width: root.width - x - (Sizes.low ? Sizes.gap : x)
        text: root.words
        horizontalAlignment: Text.AlignHCenter
        font.bold: root.enabled
    }
}
