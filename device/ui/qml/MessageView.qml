import QtQuick

// A message that fills the screen: a large symbol, a title, and what to do.
Item {
    id: root

    property string title
    property string subtitle
    property string symbol
    property var items: []
    property var words: ({})

    function settle(keepPage) {
        const most = root.height - text.startY
        text.height = most
        text.settle(keepPage)
        block.height = text.startY + (text.paged ? most : text.usedHeight)
    }

    Item {
        id: block

        y: Math.max(0, Math.round((root.height - height) * 0.42))
        width: root.width

        LevelSign {
            id: sign

            anchors.horizontalCenter: parent.horizontalCenter
            width: Sizes.symbol
            height: root.symbol === "" ? 0 : Sizes.symbol
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
