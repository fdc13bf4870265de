"""The ZIP file of an election package, read so strictly that its bytes have one meaning.

Every byte must belong to an entry, the central directory or the end record, and every local header
must say what the central directory says: nothing can stand before, between or behind, and no other
reader can see other files than this one. All of that is checked on headers alone; nothing is
unpacked before, and nothing is unpacked further than its entry declares.
"""

import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field

from device.errors import FormatError

MAX_UNPACKED_BYTES = 64 << 20
MAX_ENTRIES = 500
MAX_PACKAGE_BYTES = MAX_UNPACKED_BYTES + (1 << 20)
"""Files that do not shrink, and their headers."""

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<8x2H4x3L4H2x2L")
_LOCAL = struct.Struct("<6x2H4x3L2H")
_EXTRA = struct.Struct("<2H")
_DESCRIPTOR = struct.Struct("<3L")
_STORED, _DEFLATED = 0, 8
_DESCRIPTOR_FOLLOWS = 1 << 3
# Deflate's level (bits 1 and 2) and UTF-8 names (11) change nothing; all else would, encryption first.
_KNOWN_FLAGS = 0b110 | _DESCRIPTOR_FOLLOWS | 1 << 11
_REFUSED_EXTRAS = {0x0001: "ZIP64 sizes", 0x7075: "a second name"}
_FILE_KINDS = (0o000000, 0o100000)
_FOLDER_KINDS = (0o000000, 0o040000)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    method: int
    flags: int
    crc: int
    packed_bytes: int
    size_bytes: int
    offset_bytes: int
    mode: int


@dataclass(frozen=True, slots=True)
class Archive:
    """The entries of a checked ZIP file; ``names`` are its files, folders left out."""

    names: tuple[str, ...]
    _data: bytes = field(repr=False)
    _entries: dict[str, tuple[_Entry, int]] = field(repr=False)

    def size_bytes(self, name: str) -> int:
        """The declared size of a file, to be held when it is unpacked."""
        return self._entries[name][0].size_bytes

    def read(self, name: str) -> bytes:
        """Unpack one file. Raises FormatError if it is not what its entry declares."""
        entry, start = self._entries[name]
        packed = self._data[start : start + entry.packed_bytes]
        content = packed if entry.method == _STORED else _inflate(packed, entry)
        if len(content) != entry.size_bytes or zlib.crc32(content) != entry.crc:
            raise FormatError(f"{name} does not unpack to what the package declares.")
        return content


def open_archive(data: bytes, folders: Collection[str]) -> Archive:
    """Check the structure of a ZIP file. ``folders`` may have entries of their own.

    Raises FormatError. Unpacks nothing; takes time in proportion to the number of entries.
    """
    if len(data) > MAX_PACKAGE_BYTES:
        raise FormatError(
            f"The file has more than the {MAX_PACKAGE_BYTES >> 20} MiB that a package may have."
        )
    count, directory_bytes, directory = _end_record(data)
    entries = _central_directory(data, directory, directory_bytes, count)
    if sum(entry.size_bytes for entry in entries) > MAX_UNPACKED_BYTES:
        raise FormatError(f"The ZIP file unpacks to more than {MAX_UNPACKED_BYTES >> 20} MiB.")
    starts = _local_headers(data, entries, directory)
    files: dict[str, tuple[_Entry, int]] = {}
    for entry, start in zip(entries, starts, strict=True):
        if entry.name.endswith("/"):
            _check_folder(entry, folders)
        elif entry.mode & 0o170000 not in _FILE_KINDS:
            raise FormatError("The ZIP file holds a link or a device instead of a file.")
        else:
            files[entry.name] = (entry, start)
    return Archive(tuple(files), data, files)


def _end_record(data: bytes) -> tuple[int, int, int]:
    """Entries, size and offset of the central directory; the end record closes the file."""
    at = len(data) - _END.size
    if at < 0 or data[at : at + 4] != b"PK\x05\x06":
        raise FormatError("The file is not a ZIP file, is cut off, or has something behind its end.")
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(data, at)
    if disk or first_disk or here != count or comment:
        raise FormatError("The ZIP file has several parts or a comment.")
    if count > MAX_ENTRIES:
        raise FormatError(f"The ZIP file has more than {MAX_ENTRIES} entries.")
    if offset + size != at:
        raise FormatError("The ZIP file has bytes that belong to no entry.")
    return count, size, offset


def _central_directory(data: bytes, at: int, size_bytes: int, count: int) -> list[_Entry]:
    end = at + size_bytes
    entries: list[_Entry] = []
    for _ in range(count):
        if at + _CENTRAL.size > end or data[at : at + 4] != b"PK\x01\x02":
            raise FormatError("The directory of the ZIP file is damaged.")
        entry, at = _central_entry(data, at)
        entries.append(entry)
    if at != end:
        raise FormatError("The directory of the ZIP file is damaged.")
    if len({entry.name for entry in entries}) != count:
        raise FormatError("The ZIP file holds a name twice.")
    return entries


def _central_entry(data: bytes, at: int) -> tuple[_Entry, int]:
    """One entry of the central directory, and where the next one stands."""
    header = _CENTRAL.unpack_from(data, at)
    flags, method, crc, packed, size, name_bytes, extra_bytes, comment_bytes, disk, attributes, offset = (
        header
    )
    at += _CENTRAL.size
    name = _name(data[at : at + name_bytes])
    _check_extra(data[at + name_bytes : at + name_bytes + extra_bytes])
    if disk or comment_bytes:
        raise FormatError("The ZIP file has several parts or a comment.")
    _check_method(flags, method, packed, size)
    entry = _Entry(name, method, flags, crc, packed, size, offset, attributes >> 16)
    return entry, at + name_bytes + extra_bytes


def _local_headers(data: bytes, entries: list[_Entry], end: int) -> list[int]:
    """Where each entry's packed bytes start; together the entries fill the file up to ``end``."""
    starts: dict[str, int] = {}
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.offset_bytes):
        if entry.offset_bytes != at or at + _LOCAL.size > end:
            raise FormatError("The ZIP file has bytes that belong to no entry, or to two.")
        starts[entry.name] = start = _local_header(data, entry)
        at = start + entry.packed_bytes
        if entry.flags & _DESCRIPTOR_FOLLOWS:
            at = _descriptor(data, at, entry)
    if at != end:
        raise FormatError("The ZIP file has bytes that belong to no entry, or to two.")
    return [starts[entry.name] for entry in entries]


def _local_header(data: bytes, entry: _Entry) -> int:
    at = entry.offset_bytes
    mark = data[at : at + 4]
    flags, method, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack_from(data, at)
    at += _LOCAL.size
    name = data[at : at + name_bytes]
    _check_extra(data[at + name_bytes : at + name_bytes + extra_bytes])
    sizes = (crc, packed, size)
    expected = (entry.crc, entry.packed_bytes, entry.size_bytes)
    deferred = entry.flags & _DESCRIPTOR_FOLLOWS and sizes == (0, 0, 0)
    same = (flags, method, name) == (entry.flags, entry.method, entry.name.encode("ascii"))
    if mark != b"PK\x03\x04" or not same or not (deferred or sizes == expected):
        raise FormatError("The ZIP file contradicts itself: an entry is not what its directory says.")
    return at + int(name_bytes) + int(extra_bytes)


def _descriptor(data: bytes, at: int, entry: _Entry) -> int:
    """Step over the sizes that writers which cannot seek put behind an entry."""
    if data[at : at + 4] == b"PK\x07\x08":
        at += 4
    expected = _DESCRIPTOR.pack(entry.crc, entry.packed_bytes, entry.size_bytes)
    if data[at : at + _DESCRIPTOR.size] != expected:
        raise FormatError("The ZIP file contradicts itself: an entry is not what its directory says.")
    return at + _DESCRIPTOR.size


def _name(raw: bytes) -> str:
    # Every name of a package is plain ASCII; what is not may look like one that is.
    if not raw or not raw.isascii() or any(not 0x21 <= byte <= 0x7E for byte in raw):
        raise FormatError("The ZIP file holds a name with other characters than packages have.")
    return raw.decode("ascii")


def _check_extra(extra: bytes) -> None:
    at = 0
    while at < len(extra):
        if at + _EXTRA.size > len(extra):
            raise FormatError("The ZIP file holds a damaged extra field.")
        kind, length = _EXTRA.unpack_from(extra, at)
        if kind in _REFUSED_EXTRAS:
            raise FormatError(f"The ZIP file holds {_REFUSED_EXTRAS[kind]}, which a package has not.")
        at += _EXTRA.size + length
    if at != len(extra):
        raise FormatError("The ZIP file holds a damaged extra field.")


def _check_method(flags: int, method: int, packed_bytes: int, size_bytes: int) -> None:
    if flags & ~_KNOWN_FLAGS:
        raise FormatError("The ZIP file is encrypted, or uses features that a package has not.")
    if method not in (_STORED, _DEFLATED):
        raise FormatError("The ZIP file uses a compression that is neither stored nor deflated.")
    if method == _STORED and packed_bytes != size_bytes:
        raise FormatError("The ZIP file contradicts itself: a stored entry has two sizes.")


def _check_folder(entry: _Entry, folders: Collection[str]) -> None:
    if entry.name not in folders:
        raise FormatError(f"It holds the folder '{entry.name[:60]}', which packages do not have.")
    if entry.size_bytes or entry.mode & 0o170000 not in _FOLDER_KINDS:
        raise FormatError("The ZIP file holds a folder that is no folder.")


def _inflate(packed: bytes, entry: _Entry) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than declared is enough to see that there is more.
        content = inflater.decompress(packed, entry.size_bytes + 1)
    except zlib.error as exc:
        raise FormatError(f"{entry.name} is damaged in the package.") from exc
    if not inflater.eof or inflater.unused_data:
        raise FormatError(f"{entry.name} does not unpack to what the package declares.")
    return content
