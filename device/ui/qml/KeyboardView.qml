import QtQuick

// What has been typed, and the keys. Keys with one character are square; those with words share what
// is left of their row.
Item {
    id: root

    property var content: ({})
    readonly property var keys: content.keys ?? []
    readonly property int most: Math.max(1, ...keys.map(each => each.length))
    readonly property real fieldHeight: Math.ceil(Math.max(typed.tall, Sizes.text) + 2 * Sizes.gap)
    readonly property real room: height - fieldHeight - 2 * Sizes.gap
    readonly property int side: Math.min(Sizes.key, Math.floor((width + Sizes.gap) / most - Sizes.gap),
                                         Math.floor((room + Sizes.gap) / Math.max(1, keys.length) - Sizes.gap))
    readonly property real used: most * (keyWidth + Sizes.gap) - Sizes.gap
    readonly property int keyWidth: Math.min(Math.round(Sizes.key * 1.05), Math.floor((width + Sizes.gap) / most - Sizes.gap))

    function settle(_from) {
        for (let at = 0; at < lines.count; ++at)
            lines.itemAt(at).settle()
    }

    Rectangle {
        id: field

        x: Math.round((root.width - root.used) / 2)
        width: root.used
        height: root.fieldHeight
        radius: Sizes.radius
        color: Colours.card
        border.width: Sizes.thick
        border.color: Colours.accent

        Words {
            id: typed

            x: Sizes.padding
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - 3 * Sizes.padding - (remaining.visible ? remaining.width : 0)
            text: root.content.text ?? ""
            wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        }

        // Wide panels say it in the side column.
        Words {
            id: remaining

            anchors.right: parent.right
            anchors.rightMargin: Sizes.padding
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Math.ceil(implicitWidth), parent.width * 0.4)
            text: Sizes.wide ? "" : root.content.remaining ?? ""
            horizontalAlignment: Text.AlignRight
            color: Colours.soft_ink
        }
    }

    Repeater {
        id: lines

        model: root.keys.length
        delegate: Item {
            id: line

            required property int index
            readonly property var keys: root.keys[index] ?? []

            function settle() {
                const wide = keys.map(each => each.text.length > 1)
                const least = keys.map((each, at) => wide[at]
                    ? Math.max(root.keyWidth, places.itemAt(at).implicitWidth) : root.keyWidth)
                const sum = least.reduce((total, each) => total + each, 0) + Sizes.gap * (keys.length - 1)
                const wideCount = wide.filter(each => each).length
                const more = wideCount > 0 ? Math.max(0, (root.used - sum) / wideCount) : 0
                let x = wideCount > 0 ? 0 : Math.round((root.used - sum) / 2)
                keys.forEach((each, at) => {
                    const key = places.itemAt(at)
                    key.x = x
                    key.width = Math.floor(least[at] + (wide[at] ? more : 0))
                    x += key.width + Sizes.gap
                })
            }

            x: field.x
            y: root.fieldHeight + 2 * Sizes.gap + index * (root.side + Sizes.gap)
            width: root.used
            height: root.side

            Repeater {
                id: places

                model: line.keys.length
                delegate: TextButton {
                    required property int index

                    button: line.keys[index] ?? ({})
                    padding: Sizes.gap
                    bold: false
                    fontSize: button.text.length > 1 || Sizes.low ? Sizes.text : Sizes.long_title
                    height: root.side
                }
            }
        }
    }
}
