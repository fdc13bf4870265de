"""Printing a voter's receipts: set as dots, journaled, and noted without saying whose."""

from device.election.election import Election
from device.hal import JobState
from device.paper.document import Document
from device.paper.receipts import challenge_receipt, code_receipt
from device.paper.setting import set_document
from device.polls.rooms import Rooms
from device.records.event_kinds import Detail, EventKind
from device.records.print_journal import PrintPurpose
from device.ui.voter_screens_selections import selections
from device.voting.marks import BallotMarks


class PaperReceipts:
    """The receipts of one election on the terminal's printer; belongs to the hardware thread."""

    def __init__(self, rooms: Rooms, election: Election) -> None:
        self._rooms = rooms
        self._election = election

    def print_code(self, code: bytes, language: str, reprint: int) -> JobState:
        """The receipt of a confirmation code."""
        text = self._election.content.text(language)
        document = code_receipt(
            language,
            code,
            text.election_title,
            self._election.election_id,
            self._rooms.identity.device_id,
            reprint,
        )
        return self._print(document, PrintPurpose.CODE_RECEIPT, reprint)

    def print_challenge(
        self, style_index: int, code: bytes, marks: BallotMarks, language: str, reprint: int
    ) -> JobState:
        """The receipt of a challenged ballot with its selections, marked as not counted."""
        text = self._election.content.text(language)
        contests = self._election.manifest.style_contests(style_index)
        document = challenge_receipt(
            language,
            code,
            text.election_title,
            self._election.election_id,
            self._rooms.identity.device_id,
            [(each.title, each.lines) for each in selections(contests, marks, text)],
            reprint,
        )
        return self._print(document, PrintPurpose.CHALLENGE_RECEIPT, reprint)

    def _print(self, document: Document, purpose: PrintPurpose, reprint: int) -> JobState:
        printer = self._rooms.rig.printer
        if reprint:
            self._rooms.note(EventKind.REPRINTED, {Detail.REPORT: purpose.value})
        image = set_document(document, printer.width_dots, printer.dots_per_mm)
        state = printer.print_image(image, self._rooms.journal.begin(purpose))
        if state is not JobState.CUT:
            self._rooms.note_failure(EventKind.PRINT_UNKNOWN, {Detail.REPORT: purpose.value})
        return state
