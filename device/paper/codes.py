"""Confirmation codes as people read them: groups of four hexadecimal digits, and a QR code's text."""

from device.formats.hexadecimal import hex_of_bytes

CODE_BYTES = 32
GROUP_DIGITS = 4


def code_groups(code: bytes) -> tuple[str, ...]:
    """Sixteen groups of four upper-case digits. Raises ValueError for another length."""
    return groups_of(code_text(code))


def code_text(code: bytes) -> str:
    """The 64 upper-case digits that name the ballot in the election record; the QR code's text."""
    if len(code) != CODE_BYTES:
        raise ValueError("a confirmation code has 32 bytes")
    return hex_of_bytes(code)


def groups_of(digits: str) -> tuple[str, ...]:
    """Any hexadecimal number in groups of four, from the left."""
    return tuple(digits[start : start + GROUP_DIGITS] for start in range(0, len(digits), GROUP_DIGITS))
