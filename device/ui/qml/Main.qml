import QtQuick

// One screen. Wide panels have a column at the left that says what the screen is about, and all that
// is touched at the right of it; other panels have one below the other.
Rectangle {
    id: stage

    property string screenJson
    // The row of a list that shall be in sight, and the first that is after some paging.
    property int firstRow: 0
    readonly property int shownRow: content.item?.first ?? 0
    property bool moving: true
    property var screen: ({})

    readonly property string kind: screen.kind ?? "message"
    readonly property bool centred: kind === "message" || kind === "progress"
    readonly property bool sided: Sizes.wide && !centred
    readonly property real leftEdge: sided ? Sizes.side + Sizes.margin : Sizes.margin
    readonly property real roomWidth: width - leftEdge - Sizes.margin
    // With little height the title shares its band with the buttons at the top.
    readonly property bool besideTitle: Sizes.low && !centred && header.usedWidth > 0
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
            content.item.settle(firstRow)
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
            color: Colours.hairline
        }
    }

    Words {
        id: status

        x: Sizes.margin
        y: stage.sided ? stage.height - Sizes.margin - tall : Math.round(header.y + (Math.max(header.implicitHeight, tall) - tall) / 2)
        width: stage.sided ? Sizes.side - 2 * Sizes.margin : header.width - (header.usedWidth > 0 ? header.usedWidth + Sizes.gap : 0)
        text: stage.screen.status ?? ""
        color: Colours.soft_ink
        secondary: true
    }

    ButtonRow {
        id: header

        x: stage.leftEdge
        y: Math.round(Sizes.margin * 0.75)
        width: stage.roomWidth
        buttons: stage.screen.header ?? []
        bold: false
    }

    Intro {
        id: intro

        readonly property real startY: stage.sided ? Math.round(Sizes.margin * 1.25)
            : header.y + Math.max(stage.besideTitle ? 0 : header.implicitHeight, status.tall) + (stage.besideTitle ? 0 : Math.round(Sizes.padding * 0.6))

        visible: !stage.centred
        x: Sizes.margin
        y: startY
        width: stage.sided ? Sizes.side - 2 * Sizes.margin : stage.width - 2 * Sizes.margin
        screen: stage.screen
        stacked: !stage.sided
        titleWidth: width - (stage.besideTitle ? header.usedWidth + Sizes.padding : 0)
        leastTop: stage.besideTitle ? header.y + header.implicitHeight - y : 0
    }

    BannerBox {
        id: banner

        x: stage.sided ? Sizes.margin : stage.leftEdge + Math.round((stage.roomWidth - width) / 2)
        y: stage.sided ? intro.y + intro.implicitHeight + Sizes.padding : footer.y - Sizes.padding - height
        width: stage.sided ? intro.width : stage.centred ? Math.min(stage.roomWidth, Sizes.column) : stage.roomWidth
        height: implicitHeight
        stacked: stage.sided || !(Sizes.wide || Sizes.low)
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
        mode: stage.centred ? "middle" : "spread"
        leastHeight: Sizes.row
        leastWidth: Sizes.button
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
