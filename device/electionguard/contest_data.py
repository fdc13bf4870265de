"""Contest data: write-in texts as bytes of one fixed length (ELECTION_RECORD.md, Contest data).

Two bytes of length, big-endian; the payload, canonical JSON ``{"write_ins":[...]}``; zero bytes to the
end of 32 * b. What does not fit is refused where the voter enters it, never cut.
"""

from device.electionguard.nonces import BLOCK_BYTES
from device.errors import FormatError, SelectionError
from device.formats.canonical import (
    canonical_bytes,
    expect_list,
    expect_properties,
    expect_text,
    read_canonical,
)

LENGTH_BYTES = 2

_WHAT = "Contest data"
_MAX_PAYLOAD_BYTES = 0xFFFF


def encode_write_ins(write_ins: tuple[str, ...], blocks: int) -> bytes:
    """Contest data of 32 * ``blocks`` bytes; ``()`` when no write-in field is used.

    Raises SelectionError when the texts do not fit, one is empty, or one is not Unicode text.
    """
    if not all(write_ins):
        raise SelectionError("A write-in is empty.")
    try:
        payload = canonical_bytes({"write_ins": list(write_ins)})
    except ValueError:  # names no cause: it would quote what the voter wrote
        raise SelectionError("A write-in holds a character that cannot be stored.") from None
    if len(payload) > _room(blocks):
        raise SelectionError("The write-ins of a contest are longer than its data field.")
    framed = len(payload).to_bytes(LENGTH_BYTES, "big") + payload
    return framed.ljust(BLOCK_BYTES * blocks, b"\x00")


def write_ins_fit(write_ins: tuple[str, ...], blocks: int) -> bool:
    """Whether ``encode_write_ins`` takes these texts."""
    try:
        encode_write_ins(write_ins, blocks)
    except SelectionError:
        return False
    return True


def decode_write_ins(data: bytes) -> tuple[str, ...]:
    """The texts in contest data. Raises FormatError for anything ``encode_write_ins`` does not make."""
    if not data or len(data) % BLOCK_BYTES:
        raise FormatError(f"{_WHAT} must be a multiple of {BLOCK_BYTES} bytes.")
    end = LENGTH_BYTES + int.from_bytes(data[:LENGTH_BYTES], "big")
    if end > len(data) or any(data[end:]):
        raise FormatError(f"{_WHAT} must be a length, a payload of that length and zero bytes.")
    try:
        value = read_canonical(data[LENGTH_BYTES:end], _WHAT, _MAX_PAYLOAD_BYTES)
    except FormatError as exc:
        raise FormatError(str(exc)) from None  # the cause would quote what a voter wrote
    texts = expect_properties(value, ["write_ins"], _WHAT)["write_ins"]
    texts = expect_list(texts, _WHAT, maximum=_MAX_PAYLOAD_BYTES)
    return tuple(expect_text(text, _WHAT, maximum=_MAX_PAYLOAD_BYTES) for text in texts)


def _room(blocks: int) -> int:
    return min(BLOCK_BYTES * blocks - LENGTH_BYTES, _MAX_PAYLOAD_BYTES)
