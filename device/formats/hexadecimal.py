"""Integers and byte strings as upper-case hexadecimal of one fixed length (ELECTION_RECORD.md)."""

import re

from gmpy2 import mpz

from device.errors import FormatError

ELEMENT_DIGITS = 1024
SCALAR_DIGITS = 64

_HEX = re.compile(r"[0-9A-F]*\Z")


def hex_of_element(value: mpz) -> str:
    """1024 digits of an integer mod p."""
    return f"{int(value):0{ELEMENT_DIGITS}X}"


def hex_of_scalar(value: mpz) -> str:
    """64 digits of an integer mod q."""
    return f"{int(value):0{SCALAR_DIGITS}X}"


def hex_of_bytes(value: bytes) -> str:
    """Two upper-case digits a byte."""
    return value.hex().upper()


def element_from_hex(text: object, where: str) -> mpz:
    """An integer of exactly 1024 digits; whether it is in the group is the verifier's question."""
    return mpz(int(_digits(text, ELEMENT_DIGITS, where), 16))


def scalar_from_hex(text: object, where: str) -> mpz:
    """An integer of exactly 64 digits; whether it is below q is the verifier's question."""
    return mpz(int(_digits(text, SCALAR_DIGITS, where), 16))


def bytes_from_hex(text: object, length_bytes: int, where: str) -> bytes:
    """Exactly ``length_bytes`` bytes."""
    return bytes.fromhex(_digits(text, 2 * length_bytes, where))


def _digits(text: object, length: int, where: str) -> str:
    if not isinstance(text, str) or len(text) != length or not _HEX.match(text):
        raise FormatError(f"{where} must be {length} upper-case hexadecimal digits.")
    return text
