"""``SHA256SUMS`` files: lower-case hex, two spaces, path, LF, sorted by path bytes."""

import re
from collections.abc import Mapping

from device.errors import FormatError

SUMS_NAME = "SHA256SUMS"
SUMS_SIGNATURE_NAME = "SHA256SUMS.minisig"

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)*)\Z")


def write_sums(digests: Mapping[str, bytes]) -> bytes:
    """The bytes of ``SHA256SUMS`` for ``{path: 32-byte digest}``; ``sha256sum -c`` accepts it."""
    paths = sorted(digests, key=lambda path: path.encode("utf-8"))
    return "".join(f"{digests[path].hex()}  {path}\n" for path in paths).encode("utf-8")


def read_sums(data: bytes, what: str) -> dict[str, bytes]:
    """``{path: digest}`` from the exact form that ``write_sums`` makes. Raises FormatError."""
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as exc:
        raise FormatError(f"{what} holds other characters than paths and digits.") from exc
    if lines.pop() != "":
        raise FormatError(f"{what} does not end with a line feed.")
    digests: dict[str, bytes] = {}
    for line in lines:
        match = _LINE.match(line)
        if not match or ".." in match[2].split("/"):
            raise FormatError(f"{what} holds a line that is not a sum and a path.")
        digests[match[2]] = bytes.fromhex(match[1])
    if write_sums(digests) != data:
        raise FormatError(f"{what} is not sorted, or names a path twice.")
    return digests
