"""ZIP files that try to be something else are refused on their headers, cheaply."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.package_surgery import accept, all_files, example, zipped

from device.election.package_archive import MAX_PACKAGE_BYTES, open_archive
from device.errors import FormatError, InputError, PackageError

GOOD = example().preparation.package
FILES = all_files(GOOD)


def patched(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at + len(piece) :]


def central(data: bytes, name: str) -> int:
    """Offset of an entry's header in the central directory."""
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(name)] != name.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    return at


def local(data: bytes, name: str) -> int:
    return int(struct.unpack_from("<L", data, central(data, name) + 42)[0])


def both(data: bytes, name: str, offset_in_local: int, piece: bytes) -> bytes:
    """Patch a field in the local header and in the directory, where it stands two bytes later."""
    data = patched(data, local(data, name) + offset_in_local, piece)
    return patched(data, central(data, name) + offset_in_local + 2, piece)


def with_mode(mode: int) -> bytes:
    at = central(GOOD, "hashes.json")
    return patched(GOOD, at + 38, struct.pack("<L", mode << 16))


def renamed(old: str, new: str) -> bytes:
    assert len(old) == len(new)
    return GOOD.replace(old.encode(), new.encode())


def with_entry(name: str, content: bytes = b"{}") -> bytes:
    return zipped({**FILES, name: content})


def doubled() -> bytes:
    buffer = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("hashes.json", b"{}")
    return buffer.getvalue()


def with_comment() -> bytes:
    return patched(GOOD, len(GOOD) - 2, struct.pack("<H", 5)) + b"hello"


def overlapping() -> bytes:
    """Two directory entries that share one local entry."""
    first, second = central(GOOD, "hashes.json"), local(GOOD, "joint_public_keys.json")
    return patched(GOOD, first + 42, struct.pack("<L", second))


def gap_between() -> bytes:
    """Bytes that belong to no entry, before the directory."""
    end = len(GOOD) - 22
    _size, offset = struct.unpack_from("<LL", GOOD, end + 12)
    data = GOOD[:offset] + b"hidden" + GOOD[offset:]
    return patched(data, end + 6 + 16, struct.pack("<L", offset + 6))


def with_extra(kind: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in FILES.items():
            entry = zipfile.ZipInfo(name)
            if name == "hashes.json":
                entry.extra = struct.pack("<HH4s", kind, 4, b"abcd")
            archive.writestr(entry, content)
    return buffer.getvalue()


def lying_about_size(declared: int) -> bytes:
    """A deflated entry that unpacks to more or less than it declares."""
    return both(GOOD, "ballot_content.json", 22, struct.pack("<L", declared))


def nested_zip_bomb() -> bytes:
    """An entry of 60 MiB that packs to 60 KiB, and says so."""
    return zipped({**FILES, "hashes.json": b"\x00" * (60 << 20)})


def zip_bomb() -> bytes:
    return zipped({"hashes.json": b"\x00" * ((64 << 20) + 1)})


def long_name() -> bytes:
    return with_entry("x" * 60_000)


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


def hand_made(name: bytes, packed: bytes, content: bytes) -> bytes:
    """A ZIP file of one deflated entry that says it holds ``content``."""
    about = (zlib.crc32(content), len(packed), len(content), len(name))
    body = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, *about, 0) + name + packed
    directory = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *about, 0, 0, 0, 0, 0, 0) + name
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(body), 0)
    return body + directory + end


SENTENCES: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "nothing": (b"", "not a ZIP file"),
    "no zip file": (b"PK\x03\x04 but no more" * 40, "not a ZIP file"),
    "cut off": (GOOD[:-100], "not a ZIP file"),
    "cut in the last byte": (GOOD[:-1], "not a ZIP file"),
    "prepended data": (b"#!/bin/sh\n" + GOOD, "belong to no entry"),
    "appended data": (GOOD + b"\n", "not a ZIP file"),
    "a comment": (with_comment(), "not a ZIP file"),
    "hidden data": (gap_between(), "belong to no entry"),
    "two entries in one place": (overlapping(), "belong to no entry, or to two"),
    "a name twice": (doubled, "a name twice"),
    "several disks": (patched(GOOD, len(GOOD) - 18, b"\x01\x00"), "several parts"),
    "encrypted": (both(GOOD, "hashes.json", 6, b"\x01\x00"), "encrypted"),
    "strongly encrypted": (both(GOOD, "hashes.json", 6, b"\x41\x00"), "encrypted"),
    "bzip2": (zipped(FILES, zipfile.ZIP_BZIP2), "neither stored nor deflated"),
    "lzma": (zipped(FILES, zipfile.ZIP_LZMA), "neither stored nor deflated"),
    "AES by method": (both(GOOD, "hashes.json", 8, b"\x63\x00"), "neither stored nor deflated"),
    "ZIP64 sizes": (with_extra(0x0001), "ZIP64"),
    "a second name": (with_extra(0x7075), "second name"),
    "a symbolic link": (with_mode(0o120777), "link or a device"),
    "a device": (with_mode(0o020666), "link or a device"),
    "a fifo": (with_mode(0o010666), "link or a device"),
    "a folder as a file": (with_mode(0o040755), "link or a device"),
    "path traversal": (with_entry("../hashes.json"), "which packages do not have"),
    "traversal inside": (with_entry("guardians/../hashes.json"), "which packages do not have"),
    "absolute path": (with_entry("/hashes.json"), "which packages do not have"),
    "a drive": (with_entry("C:hashes.json"), "which packages do not have"),
    "backslash": (
        renamed("guardians/guardian_1.json", "guardians\\guardian_1.json"),
        "which packages do not have",
    ),
    "other case": (renamed("hashes.json", "Hashes.json"), "which packages do not have"),
    "both cases": (with_entry("HASHES.JSON"), "which packages do not have"),
    "a NUL in a name": (renamed("hashes.json", "hashes\x00json"), "other characters"),
    "a DEL in a name": (renamed("hashes.json", "hashes\x7fjson"), "other characters"),
    "a space in a name": (with_entry("hashes.json "), "other characters"),
    "a name that looks alike": (with_entry("hаshes.json"), "other characters"),  # Cyrillic a
    "no name": (hand_made(b"", deflated(b"{}"), b"{}"), "other characters"),
    "leading zero": (with_entry("guardians/guardian_01.json"), "which packages do not have"),
    "another folder": (with_entry("secret/", b""), "which packages do not have"),
    "a folder with content": (with_entry("guardians/", b"{}"), "folder that is no folder"),
    "nested folder": (with_entry("guardians/guardians/", b""), "which packages do not have"),
    "too many entries": (zipped({f"x{i}": b"" for i in range(501)}), "more than 500 entries"),
    "too large when unpacked": (zip_bomb, "more than 64 MiB"),
    "one file too large": (nested_zip_bomb, "hashes.json is larger"),
    "more than declared": (lying_about_size(100), "does not unpack to what the package declares"),
    "less than declared": (lying_about_size(1 << 20), "does not unpack to what the package declares"),
    "another sum": (both(GOOD, "hashes.json", 14, b"\x00" * 4), "does not unpack"),
    "directory against header": (
        patched(GOOD, local(GOOD, "hashes.json") + 14, b"\x00" * 4),
        "contradicts itself",
    ),
    "another name in the header": (
        patched(GOOD, local(GOOD, "hashes.json") + 30, b"hushes.json"),
        "contradicts itself",
    ),
    "another method in the header": (
        patched(GOOD, local(GOOD, "hashes.json") + 8, b"\x00\x00"),
        "contradicts itself",
    ),
    "no header there": (patched(GOOD, local(GOOD, "hashes.json"), b"XX"), "contradicts itself"),
    "damaged directory": (patched(GOOD, central(GOOD, "hashes.json"), b"XX"), "directory of the ZIP file"),
    "fewer entries than counted": (patched(GOOD, len(GOOD) - 14, b"\x02\x00\x02\x00"), "directory"),
    "more entries than counted": (patched(GOOD, len(GOOD) - 14, b"\xf0\x00\xf0\x00"), "directory"),
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_a_zip_file_that_is_not_what_it_seems_is_refused(kind: str) -> None:
    made, cause = SENTENCES[kind]
    data = made if isinstance(made, bytes) else made()
    with pytest.raises((FormatError, PackageError)) as refusal:
        accept(data)
    sentence = str(refusal.value)
    assert sentence.startswith("The election package is refused: ")
    assert cause in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_damaged_deflate_data_is_refused() -> None:
    start = local(GOOD, "SHA256SUMS") + 30 + len("SHA256SUMS")
    with pytest.raises(InputError, match=r"SHA256SUMS (is damaged|does not unpack)"):
        accept(patched(GOOD, start, b"\xff\xff\xff\xff"))


def test_a_stream_that_goes_on_behind_its_end_is_refused() -> None:
    assert open_archive(hand_made(b"x", deflated(b"{}"), b"{}"), ()).read("x") == b"{}"
    archive = open_archive(hand_made(b"x", deflated(b"{}") + b"more", b"{}"), ())
    with pytest.raises(FormatError, match="does not unpack"):
        archive.read("x")


def test_a_package_larger_than_any_may_be_is_refused_at_once() -> None:
    data = bytes(MAX_PACKAGE_BYTES + 1)
    started = time.perf_counter()
    with pytest.raises(FormatError, match="more than the 65 MiB"):
        accept(data)
    assert time.perf_counter() - started < 0.05


@pytest.mark.parametrize("bomb", [nested_zip_bomb, zip_bomb, long_name])
def test_bombs_are_refused_without_unpacking(bomb: Callable[[], bytes]) -> None:
    data = bomb()
    started = time.perf_counter()
    with pytest.raises(InputError):
        accept(data)
    assert time.perf_counter() - started < 0.05


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError):
        accept(data)
    with pytest.raises(InputError):
        accept(data + GOOD[-22:])


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(position: int, change: int) -> None:
    data = patched(GOOD, position, bytes((GOOD[position] ^ change,)))
    try:
        election = accept(data)
    except InputError:
        return
    # Times and versions in ZIP headers say nothing about the election.
    assert election == example().election


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)))
def test_a_cut_package_is_refused(start: int, end: int) -> None:
    if (start, end) == (0, len(GOOD)):
        return
    with pytest.raises(InputError):
        accept(GOOD[start:end])
