"""Which characters the bytes from 80h mean, by the numbers of ESC t (Epson, "Character Code Tables")."""

_CODECS = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775", 34: "cp855", 35: "cp861",
    21: "cp874", 32: "cp720", 36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859_2", 40: "iso8859_15",
    44: "cp1125", 45: "cp1250", 46: "cp1251", 53: "kz1048",
    47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258",
}  # fmt: skip
_KATAKANA = 1
UNKNOWN_CHARACTER = "\N{WHITE SQUARE}"


def character(byte: int, page: int) -> str:
    """The character of ``byte`` on a code page; a square where the page has none, or is not known."""
    if byte < 0x80:
        return chr(byte)
    if page == _KATAKANA:
        return chr(0xFF61 + byte - 0xA1) if 0xA1 <= byte <= 0xDF else UNKNOWN_CHARACTER
    codec = _CODECS.get(page)
    if codec is None:
        return UNKNOWN_CHARACTER
    found = bytes((byte,)).decode(codec, errors="ignore")
    return found if found and found.isprintable() else UNKNOWN_CHARACTER
