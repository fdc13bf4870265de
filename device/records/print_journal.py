"""What the terminal durably knows about its last print job, so that a power cut forgets nothing.

Two pages are written in turn, so that a torn write leaves the state before it. Where the other page
is damaged, by a torn write or by decay, the job counts as UNKNOWN. The journal holds what kind of
paper it was and how far it got; no code, no text, no time.
"""

import struct
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256

from device.errors import StorageError
from device.hal import JobState, Journal, Medium, Region

JOURNAL_FOLDER = "print_journal"
JOURNAL_NAME = "print_journal/journal.bin"
PAGE_BYTES = 4096

_FIELDS = struct.Struct(">4sQII")
_MAGIC = b"SPRN"
_DIGEST_BYTES = 32


class PrintPurpose(Enum):
    """What a job puts on paper."""

    CODE_RECEIPT = "tracking code receipt"
    CHALLENGE_RECEIPT = "receipt of a challenged ballot"
    REPORT = "report"


# Numbers on the medium: never given to another meaning.
_PURPOSES = {1: PrintPurpose.CODE_RECEIPT, 2: PrintPurpose.CHALLENGE_RECEIPT, 3: PrintPurpose.REPORT}
_STATES = {
    1: JobState.QUEUED,
    2: JobState.SENDING,
    3: JobState.SENT,
    4: JobState.PRINTED,
    5: JobState.CUT,
    6: JobState.REFUSED,
    7: JobState.UNKNOWN,
}
_PURPOSE_NUMBERS = {purpose: number for number, purpose in _PURPOSES.items()}
_STATE_NUMBERS = {state: number for number, state in _STATES.items()}
_NO_BYTE_LEFT = frozenset({JobState.QUEUED, JobState.REFUSED})
_SETTLED = _NO_BYTE_LEFT | {JobState.CUT}


@dataclass(frozen=True, slots=True)
class PrintJob:
    """The last job. ``state`` is as journaled: after a restart nothing moves it on."""

    purpose: PrintPurpose
    state: JobState

    @property
    def unknown(self) -> bool:
        """Whether nobody knows what of it is on paper, or still in the printer's buffer."""
        return self.state not in _SETTLED


class PrintJournal:
    """The journal of print jobs. Made by ``open``; all calls belong on one thread."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._written = 0
        self._last: PrintJob | None = None

    @classmethod
    def open(cls, medium: Medium) -> "PrintJournal":
        """Open the journal, or begin one where there is none. Raises MediumError.

        Raises StorageError when neither page can be read: then nobody knows about the last job.
        """
        if medium.has(JOURNAL_NAME):
            region = medium.open_region(JOURNAL_NAME)
            if region.size_bytes >= 2 * PAGE_BYTES:
                journal = cls(region)
                journal._read()
                return journal
            region.close()  # its creation was cut off
            medium.remove_tree(JOURNAL_FOLDER)
        return cls(medium.create_region(JOURNAL_NAME, 2 * PAGE_BYTES))

    def last(self) -> PrintJob | None:
        """The last job, or None if there never was one."""
        return self._last

    def begin(self, purpose: PrintPurpose) -> Journal:
        """Journal a new job as QUEUED; the answer journals its further states, durably.

        It raises MediumError when it could not: then the job must not go on. A job of which no byte
        left takes nothing back of what is unknown about the one before it.
        """
        before = self._last

        def keep(state: JobState) -> None:
            stays = before is not None and before.unknown and state in _NO_BYTE_LEFT
            self._write(before if before is not None and stays else PrintJob(purpose, state))

        keep(JobState.QUEUED)
        return keep

    def settle(self) -> None:
        """Forget an unknown job: somebody knows now that nothing of it can come out."""
        self._write(PrintJob(PrintPurpose.REPORT, JobState.QUEUED))

    def close(self) -> None:
        """Give the file back."""
        self._region.close()

    def _write(self, job: PrintJob) -> None:
        fields = _FIELDS.pack(
            _MAGIC, self._written + 1, _PURPOSE_NUMBERS[job.purpose], _STATE_NUMBERS[job.state]
        )
        self._written += 1
        page = (fields + sha256(fields).digest()).ljust(PAGE_BYTES, b"\0")
        self._region.write(self._written % 2 * PAGE_BYTES, page)
        self._last = job

    def _read(self) -> None:
        pages = [self._region.read(offset, PAGE_BYTES) for offset in (0, PAGE_BYTES)]
        found = [numbered for numbered in map(_unpack, pages) if numbered is not None]
        damaged = sum(bool(page.strip(b"\0")) for page in pages) - len(found)
        if damaged == len(pages):
            raise StorageError("The print journal is damaged: nobody knows about the last receipt.")
        if found:
            self._written, job = max(found, key=lambda numbered: numbered[0])
            self._last = replace(job, state=JobState.UNKNOWN) if damaged else job


def _unpack(page: bytes) -> tuple[int, PrintJob] | None:
    fields = page[: _FIELDS.size]
    if sha256(fields).digest() != page[_FIELDS.size : _FIELDS.size + _DIGEST_BYTES]:
        return None
    magic, number, purpose, state = _FIELDS.unpack(fields)
    if magic != _MAGIC or purpose not in _PURPOSES or state not in _STATES:
        return None
    return number, PrintJob(_PURPOSES[purpose], _STATES[state])
