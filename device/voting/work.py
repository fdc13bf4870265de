"""Carrying out what a session asks for. These calls block: never on the UI thread."""

from typing import Protocol

from device.errors import HardwareError, SealmarkError, StorageError
from device.hal import JobState
from device.voting.effects import Decide, PrintChallenge, PrintCode, RecordBallot
from device.voting.events import (
    BallotRecorded,
    ChallengePrinted,
    CodePrinted,
    DecisionFailed,
    DecisionRecorded,
    RecordingFailed,
    ResultEvent,
)
from device.voting.marks import BallotMarks
from device.voting.recording import BallotRecorder

Work = RecordBallot | PrintCode | Decide | PrintChallenge
"""The effects that take time and whose results the session waits for."""


class Receipts(Protocol):
    """Sets and prints a voter's receipts in ``language``; ``reprint`` 0 at first, then 1, 2, ...

    Trouble is the answer. HardwareError and StorageError of the print journal pass through.
    """

    def print_code(self, code: bytes, language: str, reprint: int) -> JobState:
        """The receipt of a confirmation code."""

    def print_challenge(
        self, style_index: int, code: bytes, marks: BallotMarks, language: str, reprint: int
    ) -> JobState:
        """The receipt of a challenged ballot with its selections, marked as not counted."""


class VoterWork:
    """Carries out the effects of sessions with one ballot style (index from 1)."""

    def __init__(self, style_index: int, recorder: BallotRecorder, receipts: Receipts) -> None:
        self._style_index = style_index
        self._recorder = recorder
        self._receipts = receipts

    def carry_out(self, work: Work) -> ResultEvent:
        """Do it, and say as an event what came of it. Raises only for errors of the program itself."""
        match work:
            case RecordBallot():
                return self._record(work)
            case Decide():
                return self._decide(work)
            case PrintCode(code, language, reprint):
                return CodePrinted(self._code_printed(code, language, reprint))
            case PrintChallenge():
                return ChallengePrinted(self._challenge_printed(work))

    def _record(self, work: RecordBallot) -> ResultEvent:
        try:
            recorded = self._recorder.record(
                self._style_index,
                work.plain,
                lambda code: self._receipts.print_code(code, work.language, 0),
            )
        except SealmarkError as exc:
            return RecordingFailed(str(exc))
        return BallotRecorded(recorded.code, recorded.printed)

    def _decide(self, work: Decide) -> ResultEvent:
        try:
            self._recorder.decide(work.code, work.decision)
        except SealmarkError as exc:
            return DecisionFailed(str(exc))
        return DecisionRecorded()

    def _code_printed(self, code: bytes, language: str, reprint: int) -> JobState:
        try:
            return self._receipts.print_code(code, language, reprint)
        except (HardwareError, StorageError):
            return JobState.UNKNOWN

    def _challenge_printed(self, work: PrintChallenge) -> JobState:
        try:
            return self._receipts.print_challenge(
                self._style_index, work.code, work.marks, work.language, work.reprint
            )
        except (HardwareError, StorageError):
            return JobState.UNKNOWN
