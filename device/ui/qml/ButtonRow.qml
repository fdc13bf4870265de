import QtQuick

// Buttons side by side in the order given. "spread": the first at the left edge, the last at the
// right, as voters expect Back and Next; "middle": together in the middle; "end": at the right.
// What does not fit in one row gets narrower first, so that its words wrap, and then a row of its own.
Item {
    id: row

    property var buttons: []
    property string mode: "end"
    property bool bold: true
    property int leastHeight: Sizes.target
    property int leastWidth: Sizes.target
    property real usedWidth: 0

    function settle() {
        let y = 0
        usedWidth = 0
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
            const wish = wished(places.itemAt(at))
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

    function wished(button) {
        return Math.max(leastWidth, button.implicitWidth)
    }

    function settleLine(line, y) {
        const room = row.width - Sizes.gap * (line.length - 1)
        const wishes = line.map(wished)
        const sum = wishes.reduce((total, each) => total + each, 0)
        const fair = room / Math.max(1, line.length)
        let widths = wishes
        if (sum > room) {
            // Those that need less than a fair share keep it; the others divide the rest.
            const small = wishes.filter(each => each <= fair).reduce((total, each) => total + each, 0)
            const large = wishes.filter(each => each > fair).length
            widths = wishes.map(each => each <= fair ? each : (room - small) / large)
        }
        line.forEach((each, at) => each.width = Math.floor(widths[at]))
        const tallest = Math.max(row.leastHeight, ...line.map(each => each.implicitHeight))
        const taken = widths.reduce((total, each) => total + Math.floor(each), 0)
        const spread = mode === "spread" && line.length > 1
        const between = spread ? Math.floor((row.width - taken) / (line.length - 1))
                      : mode === "middle" ? Math.min(4 * Sizes.gap, Sizes.gap + Math.floor((room - taken) / Math.max(1, line.length - 1)))
                      : Sizes.gap
        const all = taken + between * (line.length - 1)
        usedWidth = Math.max(usedWidth, all)
        let x = spread ? 0 : mode === "middle" ? Math.round((row.width - all) / 2) : row.width - all
        line.forEach((each, at) => {
            if (spread && at === line.length - 1)
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
