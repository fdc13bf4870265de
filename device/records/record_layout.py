"""Which files a record has: what each path is for, and what is missing or has no place in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from device.errors import InputError
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME
from device.records.checks import Check
from device.records.closing_record import MAX_CLOSING_BYTES
from device.records.event_log_file import MAX_LOG_BYTES
from device.records.record_export import BALLOT_FOLDER, HINT_FOLDER, MAX_SUMS_BYTES, PACKAGE_FILES
from device.records.record_files import RecordFiles
from device.records.record_head import MAX_HEAD_FILE_BYTES

GUARDIAN_FOLDER = "guardians"
OWN_FILES = (
    "device.json",
    "closing.json",
    "event_log.json",
    "event_log_documentation.json",
    "README.txt",
)
SUM_FILES = (SUMS_NAME, SUMS_SIGNATURE_NAME)

_LIMITS = {
    SUMS_NAME: MAX_SUMS_BYTES,
    "closing.json": MAX_CLOSING_BYTES,
    "event_log.json": MAX_LOG_BYTES,
}
_FIXED = frozenset((*PACKAGE_FILES, *OWN_FILES, *SUM_FILES))
_FOLDERS = frozenset({BALLOT_FOLDER, HINT_FOLDER, GUARDIAN_FOLDER})
_GUARDIAN = re.compile(rf"{GUARDIAN_FOLDER}/guardian_[1-9][0-9]{{0,2}}\.json\Z")
_BALLOT = re.compile(rf"{BALLOT_FOLDER}/[0-9A-F]{{64}}\.json\Z")
_HINT = re.compile(rf"{HINT_FOLDER}/[0-9A-F]{{64}}\.bin\Z")
_TELLABLE = re.compile(r"[A-Za-z0-9_.\-]{1,60}\Z")
_DIGITS = re.compile(r"[0-9A-Fa-f]{12}")


@dataclass(frozen=True, slots=True)
class Layout:
    """A record's files sorted out. ``head``: the bytes of all but ballots and hints, by path."""

    head: Mapping[str, bytes] = field(repr=False)
    ballots: Sequence[str] = field(repr=False)
    hints: Sequence[str] = field(repr=False)
    listed: frozenset[str] = field(repr=False)
    """Every file that stands in the record, whatever it is."""


def read_layout(files: RecordFiles, check: Check) -> Layout:
    """List a record, read its head, and note in ``check`` what is missing, extra or unreadable.

    Raises RecordError only for a folder that cannot be listed.
    """
    listing = files.listing()
    for folder in listing.folders:
        if folder not in _FOLDERS:
            check.fail(f"{_told(folder, 'A folder')} has no place in a record.")
    head: dict[str, bytes] = {}
    for path in listing.files:
        if path in _FIXED or _GUARDIAN.match(path):
            _read_into(head, files, path, check)
        elif not (_BALLOT.match(path) or _HINT.match(path)):
            check.fail(f"{_told(path, 'A file')} has no place in a record.")
    for name in (*PACKAGE_FILES, *OWN_FILES, *SUM_FILES):
        if name not in listing.files:
            check.fail(f"The record lacks {name}{_WHY.get(name, '')}.")
    ballots = [path for path in listing.files if _BALLOT.match(path)]
    hints = [path for path in listing.files if _HINT.match(path)]
    return Layout(head, ballots, hints, frozenset(listing.files))


_WHY = {SUMS_SIGNATURE_NAME: ", without which it is not complete"}


def _read_into(head: dict[str, bytes], files: RecordFiles, path: str, check: Check) -> None:
    try:
        head[path] = files.read(path, _LIMITS.get(path, MAX_HEAD_FILE_BYTES))
    except InputError as exc:
        check.fail(f"{path}: {exc}")


def _told(path: str, otherwise: str) -> str:
    """A path for a message, unless it could be a code or play tricks with whoever reads it."""
    name = path.rpartition("/")[2]
    return name if _TELLABLE.match(name) and not _DIGITS.search(name) else otherwise
