import QtQuick

// A message that fills the screen: a large symbol, a title, and what to do.
Item {
    id: root

    property string title
    property string subtitle
    property string symbol
    readonly property alias first: text.first
    property var items: []
    property var words: ({})

    function settle(from) {
        sign.width = Sizes.symbol
        text.height = Number.MAX_VALUE
        text.settle(0)
        if (text.startY + text.usedHeight > root.height)
            sign.width = Math.round(Sizes.mark * 1.3)
        text.height = root.height - text.startY
        text.settle(from)
        block.height = text.startY + (text.paged ? text.height : text.usedHeight)
    }

    Item {
        id: block

        y: Math.max(0, Math.round((root.height - height) * 0.42))
        width: root.width

        LevelSign {
            id: sign

            anchors.horizontalCenter: parent.horizontalCenter
            height: root.symbol === "" ? 0 : width
            sign: root.symbol
        }

        Words {
            id: above

            anchors.horizontalCenter: parent.horizontalCenter
            y: sign.height > 0 ? sign.height + Sizes.padding : 0
            width: Math.min(parent.width, Sizes.column)
            text: root.subtitle
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            id: heading

            anchors.horizontalCenter: parent.horizontalCenter
            y: above.y + above.tall
            width: above.width
            text: root.title
            horizontalAlignment: Text.AlignHCenter
            font.bold: true
            font.pixelSize: text.length > 60 ? Sizes.long_title : Sizes.title
        }

        PagedList {
            id: text

            readonly property real startY: heading.y + heading.tall + Sizes.padding

            y: startY
            width: root.width
            items: root.items
            words: root.words
        }
    }
}
