import QtQuick

// News: its level as symbol, word and ground. The word stands above the news, or, where there is more
// width than height, before it.
Item {
    id: root

    property var banner: null
    property var words: ({})
    property bool stacked: true
    readonly property string level: banner ? banner.level : "normal"

    visible: banner !== null
    implicitHeight: banner ? Math.max(sign.height, stacked ? word.tall + news.tall : news.tall) + 2 * Sizes.gap : 0

    Rectangle {
        anchors.fill: parent
        radius: Sizes.radius
        color: ({ "normal": Colours.card, "good": Colours.good_ground, "warning": Colours.warning_ground,
                  "error": Colours.error_ground })[root.level]
        border.width: Math.ceil(Sizes.thick * 0.6)
        border.color: ({ "good": Colours.good, "error": Colours.error })[root.level] ?? Colours.ink
    }

    LevelSign {
        id: sign

        x: Sizes.gap
        y: Sizes.gap
        width: Sizes.mark
        height: Sizes.mark
        sign: root.banner ? root.level : ""
        ground: Colours.card
    }

    Words {
        id: word

        x: sign.x + sign.width + Sizes.gap
        y: root.stacked || news.lineCount > 1 ? Sizes.gap : Math.round((root.height - height) / 2)
        width: root.stacked ? root.width - x - Sizes.gap : Math.ceil(implicitWidth)
        text: root.banner ? root.words[root.level] ?? "" : ""
        font.bold: true
    }

    Words {
        id: news

        x: root.stacked ? word.x : word.x + word.width + 2 * Sizes.gap
        y: root.stacked ? word.y + word.tall : word.y
        width: root.width - x - Sizes.gap
        text: root.banner ? root.banner.text : ""
    }
}
