import QtQuick
import Sealmark.Drawn

// A tracking code: its groups in a grid to read aloud, and as a QR code beside or below.
Item {
    id: root

    property var content: ({})
    readonly property var groups: content.groups ?? []
    readonly property int cell: Math.ceil(widest.advanceWidth) + 2 * Sizes.gap
    readonly property int cellHeight: Math.ceil(Sizes.code * (Sizes.low ? 1.37 : 1.4))
    readonly property bool beside: 4 * cell + Sizes.qr + 3 * Sizes.padding <= width
    readonly property int across: Math.max(1, Math.min(4, Math.floor((width - 2 * Sizes.padding - (beside ? Sizes.qr + Sizes.padding : 0)) / cell)))
    readonly property int down: Math.ceil(groups.length / across)
    readonly property int qrSide: Math.min(Sizes.qr, height - lines.tall - 2 * Sizes.padding - Math.ceil(1.5 * Sizes.gap)
                                           - (beside ? 0 : down * cellHeight + Sizes.gap))
    readonly property int textTop: card.height + Math.round(Sizes.gap * 1.5)

    function settle(_from) {
    }

    TextMetrics {
        id: widest

        font.family: Sizes.family
        font.pixelSize: Sizes.code
        font.bold: true
        text: (root.groups[0] ?? "").replace(/./g, "D")
    }

    Rectangle {
        id: card

        readonly property int gridHeight: root.down * root.cellHeight

        width: root.width
        height: (root.beside ? Math.max(gridHeight, root.qrSide) : gridHeight + root.qrSide + Sizes.gap) + 2 * Sizes.padding
        radius: Sizes.radius
        color: Colours.card
        border.width: Sizes.line
        border.color: Colours.soft_ink

        Item {
            id: grid

            x: root.beside ? Sizes.padding + Math.round((qr.x - Sizes.padding - width) / 2) : Math.round((card.width - width) / 2)
            y: root.beside ? Math.round((card.height - height) / 2) : Sizes.padding
            width: root.across * root.cell
            height: card.gridHeight

            Repeater {
                model: root.groups.length
                delegate: Words {
                    required property int index

                    x: (index % root.across) * root.cell
                    y: Math.floor(index / root.across) * root.cellHeight
                    width: root.cell
                    text: root.groups[index] ?? ""
                    horizontalAlignment: Text.AlignHCenter
                    font.bold: true
                    font.pixelSize: Sizes.code
                }
            }
        }

        QrCode {
            id: qr

            x: root.beside ? card.width - width - Sizes.padding : Math.round((card.width - width) / 2)
            y: card.height - height - Sizes.padding
            width: root.qrSide
            height: root.qrSide
            text: root.content.qr_text ?? ""
        }
    }

    Words {
        id: lines

        y: root.textTop
        width: root.width
        text: (root.content.lines ?? []).join("\n")
    }
}
