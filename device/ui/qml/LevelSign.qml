import QtQuick
import Sealmark.Drawn

// The symbol of a level, a screen's symbol, or a mark: shape first, colour second.
Symbol {
    property string sign

    name: ({ "normal": "info", "good": "tick", "error": "stop" })[sign] ?? sign
    ink: name === "tick" ? Colours.good : name === "stop" ? Colours.error
       : name === "warning" ? Colours.ink : Colours.accent
    ground: name === "warning" ? Colours.warning_ground : Colours.card
}
