"""Which file system a block device holds, read from its first sectors by ourselves.

udev knows it too, but its daemon may come later than the kernel's word that a stick is there, and need
not run at all. Only file systems that the terminal mounts are told apart: ext4, exFAT and FAT32.
Layouts: ext4 "Super Block" in the kernel's documentation; exFAT specification 1.00, 3.1; FAT32
File System Specification 1.03, "Boot Sector and BPB".
"""

from dataclasses import dataclass
from uuid import UUID

SUPERBLOCK_BYTES = 4096
"""How much of the beginning of a device is needed."""

_SECTOR_END = b"\x55\xaa"  # at 510
_EXT4_AT, _EXT4_MAGIC = 1024, 0xEF53
_EXT4_EXTENTS = 0x40  # s_feature_incompat: what ext2 and ext3 never have


@dataclass(frozen=True, slots=True)
class Superblock:
    """A file system: ``kind`` as the kernel calls it, and its UUID or serial number."""

    kind: str
    serial: str


def read_superblock(start: bytes) -> Superblock | None:
    """The file system whose first SUPERBLOCK_BYTES are ``start``; None for none that we mount."""
    if len(start) < SUPERBLOCK_BYTES:
        return None
    return _ext4(start[_EXT4_AT:]) or _exfat(start) or _fat32(start)


def _ext4(block: bytes) -> Superblock | None:
    if _number(block, 56, 2) != _EXT4_MAGIC or not _number(block, 96, 4) & _EXT4_EXTENTS:
        return None
    return Superblock("ext4", str(UUID(bytes=block[104:120])))


def _exfat(sector: bytes) -> Superblock | None:
    if sector[3:11] != b"EXFAT   " or sector[510:512] != _SECTOR_END:
        return None
    return Superblock("exfat", _volume_serial(sector, 100))


def _fat32(sector: bytes) -> Superblock | None:
    if sector[82:90] != b"FAT32   " or sector[510:512] != _SECTOR_END or sector[66] != 0x29:
        return None
    return Superblock("vfat", _volume_serial(sector, 67))


def _volume_serial(sector: bytes, offset: int) -> str:
    """As other systems show it: ``1234-ABCD``."""
    number = _number(sector, offset, 4)
    return f"{number >> 16:04X}-{number & 0xFFFF:04X}"


def _number(data: bytes, offset: int, length: int) -> int:
    return int.from_bytes(data[offset : offset + length], "little")
