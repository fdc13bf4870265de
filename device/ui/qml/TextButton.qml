import QtQuick
import Sealmark.Drawn

// A button with words. Emphasis shows in shape and colour: primary is filled, plain has a strong
// outline, caution has square corners, a red outline and a warning sign, quiet is a thin pill.
Target {
    id: root

    property var button: ({})
    property bool bold: true
    property int padding: Sizes.padding
    property int fontSize: Sizes.text
    readonly property string emphasis: button.emphasis ?? "plain"
    readonly property bool caution: emphasis === "caution"
    readonly property bool filled: emphasis === "primary" && enabled
    readonly property real leading: caution ? sign.width + Sizes.gap : 0

    touchId: button.id ?? ""
    enabled: button.enabled ?? false
    implicitWidth: Math.max(Sizes.target, Math.ceil(Math.max(label.implicitWidth, detail.implicitWidth)) + leading + 2 * padding)
    implicitHeight: Math.max(Sizes.target, Math.ceil(label.tall + detail.tall) + padding)

    Rectangle {
        anchors.fill: parent
        radius: root.caution ? 0 : root.emphasis === "quiet" ? height / 2 : Sizes.radius
        color: !root.enabled ? Colours.resting
             : root.filled ? (root.pressed ? Colours.accent_pressed : Colours.accent)
             : root.pressed ? Colours.pressed
             : root.emphasis === "quiet" ? "transparent" : Colours.card
        border.width: !root.enabled || root.filled ? 0
                    : root.caution ? Sizes.thick
                    : root.emphasis === "quiet" ? Sizes.line : Math.ceil(Sizes.thick * 0.6)
        border.color: root.caution ? Colours.error : Colours.soft_ink
    }

    Symbol {
        id: sign

        visible: root.caution
        x: root.padding
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.mark
        height: Sizes.mark
        name: root.caution ? "warning" : ""
        ink: root.enabled ? Colours.error : Colours.ink
        ground: root.enabled ? Colours.card : Colours.resting
    }

    Words {
        id: label

        x: root.padding + root.leading
        y: (root.height - tall - detail.tall) / 2
        width: root.width - 2 * root.padding - root.leading
        text: root.button.text ?? ""
        horizontalAlignment: Text.AlignHCenter
        font.pixelSize: root.fontSize
        font.bold: root.bold && root.enabled && root.emphasis !== "quiet"
        color: root.filled ? Colours.on_accent : root.caution && root.enabled ? Colours.error : Colours.ink
    }

    Words {
        id: detail

        x: label.x
        y: label.y + label.tall
        width: label.width
        text: root.button.detail ?? ""
        horizontalAlignment: Text.AlignHCenter
        color: label.color
    }
}
