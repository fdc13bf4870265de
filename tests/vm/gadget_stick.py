"""A USB stick that is really put in and pulled: the kernel's mass storage gadget over an image."""

from pathlib import Path

from vm.gadget import Gadget

_PRODUCT = 0x0104
_FUNCTION = "mass_storage.0"


class GadgetStick:
    """A stick with the serial number ``serial`` on the USB port ``port``; it holds what is put in."""

    def __init__(self, port: int, serial: str) -> None:
        self._gadget = Gadget(port, serial, _FUNCTION, {"lun.0/removable": "1"}, _PRODUCT)
        self._lun = self._gadget.function / "lun.0"

    def put_in(self, image: Path, *, write_protected: bool = False) -> None:
        """Put the stick in, with ``image`` as what is on it."""
        (self._lun / "ro").write_text(str(int(write_protected)), encoding="ascii")
        (self._lun / "file").write_text(str(image), encoding="utf-8")
        self._gadget.bind()

    def pull(self) -> None:
        """Pull it, whatever is being written."""
        self._gadget.pull()

    def put_back(self) -> None:
        """Put it back, with what is on it."""
        self._gadget.put_back()

    def take_out(self) -> None:
        """Take it out for good, if it is in, and forget what was on it."""
        self._gadget.unbind()
        (self._lun / "file").write_text("\n", encoding="utf-8")
