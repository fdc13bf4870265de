import QtQuick
import Sealmark.Drawn

// What this screen is about: subtitle, title, the rule of a contest and what remains, further words.
Item {
    id: root

    property var screen: ({})
    property bool stacked: true
    // Where buttons stand at the right of the title, it is narrower, and the rest begins below them.
    property real titleWidth: width
    property real leastTop: 0
    readonly property var content: screen.content ?? ({})
    readonly property string rule: content.rule ?? ""
    readonly property string remaining: stacked && screen.kind === "keyboard" ? "" : content.remaining ?? ""

    implicitHeight: body.y + body.tall

    LevelSign {
        id: sign

        width: root.stacked ? Sizes.mark : Math.round(Sizes.symbol * 0.7)
        height: root.screen.symbol ? width : 0
        sign: root.screen.symbol ?? ""
        ground: Colours.card
    }

    Words {
        id: subtitle

        y: sign.height > 0 ? sign.height + Sizes.gap : 0
        width: root.titleWidth
        text: root.screen.subtitle ?? ""
        color: Colours.soft_ink
    }

    Words {
        id: title

        y: subtitle.y + subtitle.tall
        width: root.titleWidth
        text: root.screen.title ?? ""
        font.bold: true
        font.pixelSize: text.length > 60 ? Sizes.long_title : Sizes.title
    }

    Words {
        id: rule

        y: Math.max(title.y + title.tall, root.leastTop) + (visible || root.remaining !== "" ? Sizes.gap : 0)
        width: root.stacked ? Math.round(parent.width * 0.5 - Sizes.gap) : parent.width
        text: root.rule
    }

    Rectangle {
        id: chip

        visible: root.remaining !== ""
        x: root.stacked ? parent.width - width : 0
        y: root.stacked ? rule.y - Math.round(Sizes.gap / 2) : rule.y + rule.tall + Sizes.gap
        width: root.stacked ? Math.min(Math.round(parent.width * 0.5), Math.ceil(remaining.implicitWidth) + 2 * Sizes.gap) : parent.width
        height: visible ? Math.ceil(remaining.tall) + Sizes.gap : 0
        radius: Sizes.radius
        color: Colours.card
        border.width: Math.ceil(Sizes.thick * 0.6)
        border.color: Colours.accent

        Words {
            id: remaining

            anchors.verticalCenter: parent.verticalCenter
            x: Sizes.gap
            width: parent.width - 2 * Sizes.gap
            text: root.remaining
            font.bold: true
            color: Colours.accent
        }
    }

    Words {
        id: body

        y: Math.max(rule.y + rule.tall, chip.visible ? chip.y + chip.height : 0) + (visible ? Sizes.padding : 0)
        width: parent.width
        text: (root.screen.beside ?? []).join("\n\n")
        lineHeight: 1.1
    }
}
