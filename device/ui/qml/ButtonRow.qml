import QtQuick

// Buttons side by side in the order given. "spread": the first at the left edge, the last at the
// right, as voters expect Back and Next; "end": all at the right. What does not fit in one row gets
// narrower first, so that its words wrap, and then a row of its own.
Item {
    id: row

    property var buttons: []
    property bool spread: false
    property bool bold: true
    property int leastHeight: Sizes.target

    function settle() {
        let y = 0
        for (const line of lines()) {
            if (y > 0)
                y += Sizes.gap
            y += settleLine(line, y)
        }
        implicitHeight = y
    }

    function lines() {
        const made = [[]]
        let used = 0
        for (let at = 0; at < places.count; ++at) {
            const wish = places.itemAt(at).implicitWidth
            const least = Math.min(wish, row.width / Math.min(3, places.count) - Sizes.gap)
            if (used > 0 && used + Sizes.gap + least > row.width) {
                made.push([])
                used = 0
            }
            made[made.length - 1].push(places.itemAt(at))
            used += least + (used > 0 ? Sizes.gap : 0)
        }
        return made
    }

    function settleLine(line, y) {
        const room = row.width - Sizes.gap * (line.length - 1)
        const wishes = line.map(each => each.implicitWidth)
        const wished = wishes.reduce((sum, each) => sum + each, 0)
        const fair = room / Math.max(1, line.length)
        let widths = wishes
        if (wished > room) {
            // Those that need less than a fair share keep it; the others divide the rest.
            const small = wishes.filter(each => each <= fair).reduce((sum, each) => sum + each, 0)
            const large = wishes.filter(each => each > fair).length
            widths = wishes.map(each => each <= fair ? each : (room - small) / large)
        }
        line.forEach((each, at) => each.width = Math.floor(widths[at]))
        const tallest = Math.max(row.leastHeight, ...line.map(each => each.implicitHeight))
        const taken = widths.reduce((sum, each) => sum + Math.floor(each), 0)
        const between = spread && line.length > 1 ? Math.floor((row.width - taken) / (line.length - 1)) : Sizes.gap
        let x = spread && line.length > 1 ? 0 : row.width - taken - Sizes.gap * (line.length - 1)
        line.forEach((each, at) => {
            if (spread && line.length > 1 && at === line.length - 1)
                x = row.width - each.width
            each.x = x
            each.y = y
            each.height = tallest
            x += each.width + between
        })
        return line.length ? tallest : 0
    }

    Repeater {
        id: places

        model: row.buttons.length
        delegate: TextButton {
            required property int index

            button: row.buttons[index] ?? ({})
            bold: row.bold
        }
    }
}
