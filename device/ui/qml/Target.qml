import QtQuick

// Something to touch. It reports when the finger is lifted inside it, however much it slipped there;
// leaving it cancels for good. There is no long press and no double tap.
Item {
    id: target

    property string touchId
    readonly property bool isTarget: true
    // A target that only turns a page: its touches are nobody else's business.
    property bool local: false
    readonly property bool pressed: tap.pressed && tap.pressedId === touchId
    signal tapped(string touchId, real pressedAtMs)

    onTapped: (touchId, pressedAtMs) => {
        if (!local)
            Touches.tapped(touchId, pressedAtMs)
    }

    TapHandler {
        id: tap

        // What stood here when the finger came down: a screen may change under it.
        property string pressedId

        gesturePolicy: TapHandler.WithinBounds
        longPressThreshold: 0
        onPressedChanged: if (pressed) pressedId = target.touchId
        onTapped: point => {
            if (pressedId === target.touchId && target.touchId !== "")
                target.tapped(target.touchId, point.pressTimestamp)
        }
    }
}
