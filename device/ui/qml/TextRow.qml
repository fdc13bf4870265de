import QtQuick

// A paragraph, or a part of one.
Item {
    id: root

    property var row: ({})

    implicitHeight: words.tall + (row.last ?? true ? Sizes.gap : 0)

    Words {
        id: words

        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(root.width, Sizes.column)
        text: root.row.text ?? ""
        horizontalAlignment: root.row.centred ? Text.AlignHCenter : Text.AlignLeft
        lineHeight: 1.1
    }
}
