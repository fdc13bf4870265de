import QtQuick

// All text of the screens: plain, whole (wrapped, never cut), in the terminal's own font.
Text {
    // What voters can do without: a party, a poll worker's status line.
    property bool secondary: false
    // The height that it takes: none when there is nothing to say.
    readonly property real tall: text === "" ? 0 : implicitHeight
    // Where the glyphs begin, for whoever checks that all of them are in their place.
    readonly property real paintedX: (width - paintedWidth) * (horizontalAlignment === Text.AlignHCenter ? 0.5
        : horizontalAlignment === Text.AlignRight ? 1 : 0)

    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    color: Colours.ink
    font.family: Sizes.family
    font.pixelSize: secondary ? Sizes.small : Sizes.text
    font.hintingPreference: Font.PreferNoHinting
    visible: text !== ""
}
