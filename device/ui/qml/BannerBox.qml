import QtQuick

// News: its level as symbol, word and ground.
Item {
    id: root

    property var banner: null
    property var words: ({})
    readonly property string level: banner ? banner.level : "normal"

    visible: banner !== null
    implicitHeight: banner ? Math.max(sign.height, word.tall + news.tall) + 2 * Sizes.gap : 0

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
        ground: name === "warning" ? Colours.card : Colours.card
    }

    Words {
        id: word

        x: sign.x + sign.width + Sizes.gap
        y: Sizes.gap
        width: root.width - x - Sizes.gap
        text: root.banner ? root.words[root.level] ?? "" : ""
        font.bold: true
    }

    Words {
        id: news

        x: word.x
        y: word.y + word.tall
        width: word.width
        text: root.banner ? root.banner.text : ""
    }
}
