"""A QR code as text for a terminal window: two modules a character, dark on light."""

import qrcode

_QUIET_MODULES = 4  # ISO/IEC 18004: the quiet zone
# Half blocks draw what is light, so that the code is right on the usual dark background.
_GLYPHS = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}


def qr_lines(text: str) -> tuple[str, ...]:
    """The QR code of ``text`` with its quiet zone, error correction M, as lines of equal width."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=_QUIET_MODULES)
    code.add_data(text.encode("utf-8"))
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return tuple(
        "".join(_GLYPHS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
