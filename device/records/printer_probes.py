"""What the printers of this terminal were found to prove, kept by unit, so that a restart need not test.

Two pages are written in turn; each holds everything. Where either page is damaged nothing is known:
an older page could tell of a printer what a later test no longer found. Then the printer is tested
again, which costs a line of paper.
"""

import struct
from collections.abc import Mapping
from hashlib import sha256

from device.hal import Medium, Proof, Region

PROBES_FOLDER = "printer_probes"
PROBES_NAME = "printer_probes/probes.bin"
PAGE_BYTES = 4096
MAX_UNITS = 16
MAX_UNIT_BYTES = 160

_HEAD = struct.Struct(">4sQI")
_ENTRY = struct.Struct(">II")
_MAGIC = b"SPRB"
_DIGEST_BYTES = 32

# Numbers on the medium: never given to another meaning.
_PROOFS = {1: Proof.FENCES, 2: Proof.STATUS_ONLY, 3: Proof.NOTHING}
_NUMBERS = {proof: number for number, proof in _PROOFS.items()}


class PrinterProbes:
    """The results of printer tests. Made by ``open``; all calls belong on one thread."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium
        self._written = 0
        self._known: dict[str, Proof] = {}

    @classmethod
    def open(cls, medium: Medium) -> "PrinterProbes":
        """Read what is kept; nothing is made where there is nothing. Raises MediumError."""
        probes = cls(medium)
        if medium.has(PROBES_NAME):
            region = medium.open_region(PROBES_NAME)
            try:
                probes._read(region)
            finally:
                region.close()
        return probes

    def known(self) -> Mapping[str, Proof]:
        """What each unit was found to prove, by its name."""
        return dict(self._known)

    def keep(self, unit: str, proof: Proof) -> None:
        """Keep a test's result durably; UNKNOWN forgets the unit. Raises MediumError.

        A unit without a name cannot be kept. The units tested longest ago make room.
        """
        name = unit.encode()
        if not name or len(name) > MAX_UNIT_BYTES or self._known.get(unit, Proof.UNKNOWN) is proof:
            return
        self._known.pop(unit, None)
        if proof is not Proof.UNKNOWN:
            self._known[unit] = proof
        while len(self._known) > MAX_UNITS:
            del self._known[next(iter(self._known))]
        self._write()

    def _write(self) -> None:
        entries = b"".join(
            _ENTRY.pack(_NUMBERS[proof], len(unit.encode())) + unit.encode()
            for unit, proof in self._known.items()
        )
        self._written += 1
        body = _HEAD.pack(_MAGIC, self._written, len(self._known)) + entries
        page = (sha256(body).digest() + struct.pack(">I", len(body)) + body).ljust(PAGE_BYTES, b"\0")
        region = self._region()
        try:
            region.write(self._written % 2 * PAGE_BYTES, page)
        finally:
            region.close()

    def _region(self) -> Region:
        if self._medium.has(PROBES_NAME):
            region = self._medium.open_region(PROBES_NAME)
            if region.size_bytes >= 2 * PAGE_BYTES:
                return region
            region.close()  # its creation was cut off
            self._medium.remove_tree(PROBES_FOLDER)
        return self._medium.create_region(PROBES_NAME, 2 * PAGE_BYTES)

    def _read(self, region: Region) -> None:
        if region.size_bytes < 2 * PAGE_BYTES:
            return
        pages = [region.read(offset, PAGE_BYTES) for offset in (0, PAGE_BYTES)]
        found = [numbered for numbered in map(_unpack, pages) if numbered is not None]
        if found:
            self._written, known = max(found, key=lambda numbered: numbered[0])
            damaged = sum(bool(page.strip(b"\0")) for page in pages) > len(found)
            self._known = {} if damaged else known


def _unpack(page: bytes) -> tuple[int, dict[str, Proof]] | None:
    """A page's number and what it tells; None for a blank or damaged one."""
    start = _DIGEST_BYTES + 4
    (length,) = struct.unpack_from(">I", page, _DIGEST_BYTES)
    body = page[start : start + length]
    if len(body) < _HEAD.size or sha256(body).digest() != page[:_DIGEST_BYTES]:
        return None
    magic, number, count = _HEAD.unpack_from(body)
    if magic != _MAGIC:
        return None
    known: dict[str, Proof] = {}
    at = _HEAD.size
    for _ in range(count):
        proof, size = _ENTRY.unpack_from(body, at)
        at += _ENTRY.size
        known[body[at : at + size].decode()] = _PROOFS[proof]
        at += size
    return number, known
