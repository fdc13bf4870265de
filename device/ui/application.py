"""The one Qt application of a process, always with the same fonts and the same way of drawing."""

import os

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface

from device.fonts.loader import FONTCONFIG_FILE, font_family

_ENVIRONMENT = {
    # The terminal's image names linuxfb; whoever only draws pictures and receipts needs no screen.
    "QT_QPA_PLATFORM": "offscreen",
    "QT_QUICK_BACKEND": "software",
    # Sizes are millimetres of the real panel: no other scaling may come between.
    "QT_ENABLE_HIGHDPI_SCALING": "0",
    # Nothing is written to disk: the root of a terminal is read-only.
    "QML_DISABLE_DISK_CACHE": "1",
    "FONTCONFIG_FILE": str(FONTCONFIG_FILE),
}


def gui_application() -> QGuiApplication:
    """The process's QGuiApplication, made at the first call, with the terminal's fonts registered.

    Call it before any other use of Qt's fonts or windows, on the thread that will run the screens.
    Variables that are already in the environment are kept. Raises FileNotFoundError without fonts.
    """
    application = QCoreApplication.instance()
    if application is None:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
        application = QGuiApplication(["sealmark"])
    if not isinstance(application, QGuiApplication):
        raise TypeError("Qt was started without fonts and windows")
    font_family()
    return application
