"""Pictures held against goldens: bit for bit, with pinned Qt and the project's own fonts.

``SEALMARK_ACCEPT_PICTURES=1 pytest tests/screens`` takes today's pictures as the goldens; look at
them before you commit them.
"""

import os
from pathlib import Path

from PySide6.QtGui import QColor, QImage

ACCEPT = "SEALMARK_ACCEPT_PICTURES"
_FORMAT = QImage.Format.Format_RGB888
_CHANGED = QColor("#D000D0")


def assert_picture(actual: QImage, golden: Path, folder: Path) -> None:
    """Fail unless ``actual`` equals the picture in ``golden``; then leave both and a diff in ``folder``."""
    picture = actual.convertToFormat(_FORMAT)
    if os.environ.get(ACCEPT) == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        if not _same(picture, QImage(str(golden))):
            assert picture.save(str(golden), "PNG", 0), f"cannot write {golden}"
        return
    expected = QImage(str(golden))
    if _same(picture, expected):
        return
    shown = folder / f"{golden.stem}.actual.png"
    picture.save(str(shown))
    assert not expected.isNull(), (
        f"there is no golden {golden.name} yet; this is the picture: {shown}\n{_advice(golden)}"
    )
    diff = folder / f"{golden.stem}.diff.png"
    count = _write_diff(picture, expected.convertToFormat(_FORMAT), diff)
    raise AssertionError(
        f"{golden.name}: {count} pixels differ\n  golden {golden}\n  actual {shown}\n  diff   {diff}\n"
        + _advice(golden)
    )


def _same(one: QImage, other: QImage) -> bool:
    return not other.isNull() and one == other.convertToFormat(_FORMAT)


def _advice(golden: Path) -> str:
    return f"to accept: {ACCEPT}=1 pytest tests/screens -k {golden.stem}"


def _write_diff(actual: QImage, expected: QImage, path: Path) -> int:
    """The golden, pale, with every changed pixel marked; returns how many there are."""
    if actual.size() != expected.size():
        actual.save(str(path))
        return actual.width() * actual.height()
    diff = expected.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(_FORMAT)
    count = 0
    for y in range(actual.height()):
        if bytes(actual.constScanLine(y)) == bytes(expected.constScanLine(y)):
            continue
        for x in range(actual.width()):
            if actual.pixel(x, y) != expected.pixel(x, y):
                diff.setPixelColor(x, y, _CHANGED)
                count += 1
    diff.save(str(path))
    return count
