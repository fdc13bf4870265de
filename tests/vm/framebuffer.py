"""What the machine's screen shows: the kernel's framebuffer as a picture."""

import re
from pathlib import Path

from PySide6.QtGui import QImage
from vm.gadget import modprobe, wait_for

_NODE = Path("/dev/fb0")
_FACTS = Path("/sys/class/graphics/fb0")


class Framebuffer:
    """The first screen, 32 bits a pixel."""

    def __init__(self) -> None:
        modprobe("bochs")
        wait_for(_NODE.exists, str(_NODE))
        found = re.search(r"(\d+)x(\d+)", _read("modes"))
        assert found is not None
        assert _read("bits_per_pixel") == "32"
        self.width_px, self.height_px = int(found[1]), int(found[2])
        self._stride = int(_read("stride"))

    def picture(self) -> QImage:
        """The screen as it is now."""
        with _NODE.open("rb", buffering=0) as file:
            data = bytearray()
            while len(data) < self._stride * self.height_px:
                data += file.read(self._stride * self.height_px - len(data))
        picture = QImage(
            bytes(data), self.width_px, self.height_px, self._stride, QImage.Format.Format_RGB32
        )
        return picture.convertToFormat(QImage.Format.Format_RGB888)


def _read(name: str) -> str:
    return (_FACTS / name).read_text(encoding="ascii").strip()
