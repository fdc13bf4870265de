import QtQuick

// One screen. Wide panels have a column at the left that says what the screen is about, and all that
// is touched at the right of it; other panels have one below the other.
Rectangle {
    id: stage

    property string screenJson
    property bool keepPage: false
    property bool moving: true
    property var screen: ({})

    readonly property string kind: screen.kind ?? "message"
    readonly property bool centred: kind === "message" || kind === "progress"
    readonly property bool sided: Sizes.wide && !centred
    readonly property real leftEdge: sided ? Sizes.side + Sizes.margin : Sizes.margin
    readonly property real roomWidth: width - leftEdge - Sizes.margin
    readonly property var words: screen.words ?? ({})

    color: Colours.page

    onScreenJsonChanged: {
        screen = JSON.parse(screenJson)
        settle()
    }

    function settle() {
        header.settle()
        footer.settle()
        if (content.item)
            content.item.settle(keepPage)
    }

    Rectangle {
        id: side

        visible: stage.sided
        width: Sizes.side
        height: parent.height
        color: Colours.side

        Rectangle {
            anchors.right: parent.right
            width: Sizes.line
            height: parent.height
            color: Colours.soft_ink
        }
    }

    Words {
        id: status

        x: Sizes.margin
        y: stage.sided ? stage.height - Sizes.margin - tall : Math.round(header.y + (Math.max(header.implicitHeight, tall) - tall) / 2)
        width: stage.sided ? Sizes.side - 2 * Sizes.margin : Math.max(0, header.freeLeft - Sizes.gap)
        text: stage.screen.status ?? ""
        color: Colours.soft_ink
        font.pixelSize: Sizes.small
    }

    ButtonRow {
        id: header

        readonly property real freeLeft: width

        x: stage.leftEdge
        y: Math.round(Sizes.margin * 0.75)
        width: stage.roomWidth
        buttons: stage.screen.header ?? []
        bold: false
    }

    Intro {
        id: intro

        readonly property real startY: stage.sided ? Math.round(Sizes.margin * 1.25)
            : header.y + Math.max(header.implicitHeight, status.tall) + Math.round(Sizes.padding * 0.6)

        visible: !stage.centred
        x: Sizes.margin
        y: startY
        width: stage.sided ? Sizes.side - 2 * Sizes.margin : stage.width - 2 * Sizes.margin
        screen: stage.screen
        stacked: !stage.sided
    }

    BannerBox {
        id: banner

        x: stage.sided ? Sizes.margin : stage.leftEdge
        y: stage.sided ? intro.y + intro.implicitHeight + Sizes.padding : footer.y - Sizes.padding - height
        width: stage.sided ? intro.width : stage.roomWidth
        height: implicitHeight
        banner: stage.screen.banner ?? null
        words: stage.words
    }

    Loader {
        id: content

        readonly property real startY: stage.sided || stage.centred
            ? header.y + Math.max(header.implicitHeight, stage.centred ? status.tall : 0) + (header.implicitHeight > 0 ? Sizes.padding : 0)
            : intro.y + intro.implicitHeight + Math.round(Sizes.padding * 0.8)
        readonly property real endY: stage.sided || !banner.visible ? footer.y - Sizes.padding : banner.y - Sizes.gap

        x: stage.leftEdge
        y: startY
        width: stage.roomWidth
        height: Math.max(0, endY - startY)
        sourceComponent: ({ "list": list, "keyboard": keyboard, "code": code, "pin": pin,
                            "progress": progress, "message": message })[stage.kind]
    }

    ButtonRow {
        id: footer

        x: stage.leftEdge
        y: stage.height - Sizes.margin - implicitHeight
        width: stage.roomWidth
        buttons: stage.screen.buttons ?? []
        spread: true
        leastHeight: Sizes.row
    }

    Component {
        id: list

        PagedList {
            items: stage.screen.items ?? []
            words: stage.words
        }
    }

    Component {
        id: keyboard

        KeyboardView {
            content: stage.screen.content ?? ({})
        }
    }

    Component {
        id: code

        CodeView {
            content: stage.screen.content ?? ({})
        }
    }

    Component {
        id: pin

        PinView {
            content: stage.screen.content ?? ({})
        }
    }

    Component {
        id: progress

        ProgressView {
            title: stage.screen.title ?? ""
            body: stage.screen.beside ?? []
            content: stage.screen.content ?? ({})
            moving: stage.moving
        }
    }

    Component {
        id: message

        MessageView {
            title: stage.screen.title ?? ""
            subtitle: stage.screen.subtitle ?? ""
            symbol: stage.screen.symbol ?? ""
            items: stage.screen.items ?? []
            words: stage.words
        }
    }
}
