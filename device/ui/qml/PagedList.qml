import QtQuick
import Sealmark.Drawn

// Rows from top to bottom; what does not fit stands on further pages, reached by two big buttons
// that say how much is there: below the rows, or at their right where there is little height. Rows of
// differing heights are never cut. Options that fit on one page are not parted by what stands above.
Item {
    id: list

    property var items: []
    property var words: ({})
    // The first row in sight, to come back to.
    property int first: 0
    property int page: 0
    property real rowWidth: width
    readonly property int pagerWidth: Math.round(Sizes.mm * 40)
    property var starts: [0]
    readonly property bool paged: starts.length > 1
    readonly property int below: paged && page + 1 < starts.length ? reachable(starts[page + 1], items.length) : 0
    readonly property int above: paged ? reachable(0, starts[page]) : 0
    property real usedHeight: 0

    function settle(from) {
        rowWidth = width
        starts = pages(height)
        if (starts.length > 1) {
            rowWidth = Sizes.low ? width - pagerWidth - Sizes.gap : width
            starts = pages(Sizes.low ? height : height - pager.height - Sizes.gap)
        }
        page = Math.max(0, starts.filter(each => each <= from).length - 1)
        first = from
        place()
    }

    function pages(room) {
        const found = [0]
        let y = 0
        for (let at = 0; at < rows.count; ++at) {
            const tall = rows.itemAt(at).implicitHeight
            if (y > 0 && (y + tall > room || parted(at, y, room))) {
                found.push(at)
                y = 0
            }
            y += tall + after(at)
        }
        return found
    }

    // Whether the rows from here on fit on a page together, but not on what is left of this one.
    function parted(from, y, room) {
        if (items[from].kind === "text" || items[from - 1].kind !== "text")
            return false
        let rest = -after(rows.count - 1)
        for (let at = from; at < rows.count; ++at)
            rest += rows.itemAt(at).implicitHeight + after(at)
        return rest <= room && y + rest > room
    }

    function place() {
        const from = starts[page]
        const to = page + 1 < starts.length ? starts[page + 1] : rows.count
        let y = 0
        for (let at = 0; at < rows.count; ++at) {
            const row = rows.itemAt(at)
            row.visible = at >= from && at < to
            if (!row.visible)
                continue
            row.y = y
            y += row.implicitHeight + after(at)
        }
        usedHeight = y
    }

    function after(at) {
        return items[at].kind === "text" ? 0 : Sizes.gap
    }

    // What the buttons count: everything but paragraphs, or paragraphs where there is nothing else.
    function reachable(from, to) {
        const part = items.slice(from, to)
        const real = part.filter(each => each.kind !== "text").length
        return real > 0 ? real : part.length
    }

    function turn(by) {
        page = Math.max(0, Math.min(starts.length - 1, page + by))
        first = starts[page]
        place()
    }

    Repeater {
        id: rows

        model: list.items.length
        delegate: Loader {
            id: place

            required property int index
            readonly property var row: list.items[index] ?? ({})

            width: list.rowWidth
            sourceComponent: ({ "text": text, "option": option, "count": count, "review": review,
                                "choice": choice, "fact": fact })[row.kind] ?? null

            Component { id: text; TextRow { row: place.row } }
            Component { id: option; OptionRow { row: place.row } }
            Component { id: count; CountRow { row: place.row } }
            Component { id: review; ReviewRow { row: place.row } }
            Component { id: choice; ChoiceRow { row: place.row } }
            Component { id: fact; FactRow { row: place.row } }
        }
    }

    Item {
        id: pager

        visible: list.paged
        x: Sizes.low ? list.width - width : 0
        y: list.height - height
        width: Sizes.low ? list.pagerWidth : list.width
        height: Sizes.low ? list.height : back.implicitHeight

        PageButton {
            id: back

            width: Sizes.low ? parent.width : Math.floor((parent.width - Sizes.gap) / 2)
            height: Sizes.low ? Math.floor((parent.height - Sizes.gap) / 2) : parent.height
            touchId: "page-back"
            symbol: "up"
            enabled: list.above > 0
            words: (enabled ? list.words.above ?? "" : list.words.top ?? "").replace("{count}", list.above)
            onTapped: list.turn(-1)
        }

        PageButton {
            x: Sizes.low ? 0 : parent.width - width
            y: parent.height - height
            width: back.width
            height: back.height
            touchId: "page-next"
            symbol: "down"
            enabled: list.below > 0
            words: (enabled ? list.words.below ?? "" : list.words.bottom ?? "").replace("{count}", list.below)
            onTapped: list.turn(1)
        }
    }
}
