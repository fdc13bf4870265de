"""Printing reports, and what the polls know and do about the printer.

A report is printed once, journaled, and never sent again by itself. What a job that ended unknown
left in the printer's buffer must not come out in front of the next voter: the buffer is cleared and
the printer confirms it, or a poll worker attests it. What a printer can prove is tested on each unit.
"""

from device.errors import PrinterError, StateError
from device.hal import JobState, Paper, PrinterStatus, Proof, Trouble
from device.paper.document import Document
from device.paper.setting import set_document
from device.polls.events import Finished
from device.polls.facts import Fact, Grade
from device.polls.rooms import Progress, Rooms
from device.records.event_details import loggable
from device.records.event_kinds import Detail, EventKind
from device.records.print_journal import PrintPurpose

_NO_NAME = "none that tells it from others"
_SAID = {
    Trouble.NOT_CONNECTED: "The printer is not connected: check its cable and power.",
    Trouble.NO_ANSWER: "The printer does not answer: switch it off and on and check its cable.",
    Trouble.COVER_OPEN: "The printer's cover is open: close it.",
    Trouble.PAPER_OUT: "The printer is out of paper: put a new roll in.",
    Trouble.CUTTER: "The printer's cutter is stuck: remove the jammed paper, then switch it off and on.",
    Trouble.OVERHEATED: "The printer is too hot: wait a minute.",
    Trouble.ERROR: "The printer reports an error: switch it off and on.",
}
_UNSAID = (
    "The printer takes nothing and does not say why: check its cable, paper and cover, remove jammed"
    " paper, then switch it off and on."
)

_PROOFS = {
    Proof.FENCES: Fact("Proof of printing", "it confirms what came out: screens say “printed”", Grade.GOOD),
    Proof.STATUS_ONLY: Fact(
        "Proof of printing",
        "it reports trouble, but does not confirm what came out: screens say “sent”",
        Grade.WARNING,
        "Look at the paper after every voter: the terminal asks about it.",
    ),
    Proof.NOTHING: Fact(
        "Proof of printing",
        "it says nothing: screens say “sent”",
        Grade.WARNING,
        "Look at the paper after every voter: the terminal asks about it.",
    ),
    Proof.UNKNOWN: Fact(
        "Proof of printing",
        "the test line did not come out in order: nobody knows what it can prove",
        Grade.ERROR,
        "Put the printer in order, then test it again.",
    ),
}


def print_report(rooms: Rooms, document: Document, name: str) -> JobState:
    """Print ``document``, log it as the report ``name``, and say what is known of it: a JobState.

    Raises MediumError when the job cannot be journaled; then nothing more is sent.
    """
    printer = rooms.rig.printer
    image = set_document(document, printer.width_dots, printer.dots_per_mm)
    state = printer.print_image(image, rooms.journal.begin(PrintPurpose.REPORT))
    if state is JobState.CUT:
        rooms.note(EventKind.REPORT_PRINTED, {Detail.REPORT: name})
    elif state is JobState.REFUSED:
        rooms.note_failure(EventKind.REPORT_PRINTED, {Detail.REPORT: name})
    else:
        rooms.note_failure(EventKind.PRINT_UNKNOWN, {Detail.REPORT: name})
    return state


def ask_printer(rooms: Rooms) -> PrinterStatus:
    """The printer's status now; a change between ready and not ready goes into the log."""
    before, now = rooms.printer_status, rooms.rig.printer.status()
    rooms.printer_status = now
    if not now.ready and (before is None or before.ready or before.troubles != now.troubles):
        names = sorted(trouble.value for trouble in now.troubles) or [Trouble.PAPER_OUT.value]
        rooms.note_failure(EventKind.PRINTER_TROUBLE, {Detail.TROUBLE: ", ".join(names)})
    elif now.ready and before is not None and not before.ready:
        rooms.note(EventKind.PRINTER_READY)
    return now


def expect_printer(rooms: Rooms) -> None:
    """Raise PrinterError, saying what to do, unless a job may be started."""
    status = ask_printer(rooms)
    if not status.ready:
        raise PrinterError(trouble_sentence(status))


def expect_tested_printer(rooms: Rooms) -> None:
    """Like ``expect_printer``, and what the printer can prove is known. Raises PrinterError."""
    expect_printer(rooms)
    if rooms.rig.printer.proof is Proof.UNKNOWN:
        raise PrinterError("This printer was not tested yet: choose 'Test the printer' first.")


def make_printer_tested(rooms: Rooms) -> None:
    """Like ``expect_tested_printer``, but a printer that was not tested is tested now."""
    expect_printer(rooms)
    if rooms.rig.printer.proof is Proof.UNKNOWN:
        test_printer(rooms)
    expect_tested_printer(rooms)


def test_printer(rooms: Rooms) -> Proof:
    """Print a line, and keep and log what the printer proved by it. Raises MediumError."""
    printer = rooms.rig.printer
    proof = printer.probe()
    rooms.probes.keep(printer.unit, proof)
    details = {Detail.PRINTER: loggable(printer.unit or _NO_NAME), Detail.PROOF: proof.value}
    if proof is Proof.UNKNOWN:
        rooms.note_failure(EventKind.PRINTER_TESTED, details)
    else:
        rooms.note(EventKind.PRINTER_TESTED, details)
    return proof


def report_printer_test(rooms: Rooms, progress: Progress) -> Finished:
    """Test the printer between voters, and say what it can prove.

    Raises StateError while the last receipt may be in it, PrinterError when it is not ready.
    """
    if rooms.printer_unclear:
        raise StateError("The printer has to be cleared first: choose 'Clear the printer'.")
    expect_printer(rooms)
    progress("test-printer", None)
    fact = _PROOFS[test_printer(rooms)]
    sentence = "The printer was tested." if fact.grade is not Grade.ERROR else "The printer test failed."
    return Finished(sentence, fact.grade, printer_facts(rooms))


def trouble_sentence(status: PrinterStatus) -> str:
    """The gravest trouble and what to do about it; a printer that refused a job may not say any."""
    for trouble, sentence in _SAID.items():
        if trouble in status.troubles:
            return sentence
    return _UNSAID if status.ready else _SAID[Trouble.PAPER_OUT]


def clear_printer(rooms: Rooms) -> Finished:
    """Empty the printer's buffer and cut off what hangs out of it.

    Raises PrinterError unless the printer confirms it and is ready: one that cannot cut, because it
    has no paper or its cover is open, would give the rest of one voter's receipt to the next.
    """
    if not rooms.rig.printer.clear():
        raise PrinterError("The printer did not confirm that it is empty: check it and try again.")
    expect_printer(rooms)
    rooms.settle_printer()
    rooms.note(EventKind.PRINTER_CLEARED)
    return Finished("The printer is empty and ready for the next voter.")


def attest_printer(rooms: Rooms) -> Finished:
    """A person says that the printer holds nothing any more: it was switched off and on, or one that

    cannot say more gave the whole receipt.
    """
    rooms.settle_printer()
    rooms.note(EventKind.PRINTER_ATTESTED)
    return Finished("It is noted that the printer holds nothing any more.")


def printer_facts(rooms: Rooms) -> tuple[Fact, ...]:
    """Printer, paper and proof, for the readiness report and the printer test."""
    status = ask_printer(rooms)
    if status.ready:
        ready = Fact("Printer", "ready", Grade.GOOD)
    else:
        ready = Fact("Printer", "not ready", Grade.ERROR, trouble_sentence(status))
    papers = {
        Paper.ENOUGH: Fact("Paper", "enough", Grade.GOOD),
        Paper.NEAR_END: Fact("Paper", "nearly used up", Grade.WARNING, "Have a new roll at hand."),
        Paper.OUT: Fact("Paper", "out", Grade.ERROR, "Put a new roll in."),
        Paper.UNKNOWN: Fact("Paper", "the printer cannot tell", Grade.WARNING, "Look at the roll."),
    }
    printer = rooms.rig.printer
    return (ready, papers[status.paper], _PROOFS[printer.proof], _unit_fact(printer.unit))


def _unit_fact(unit: str) -> Fact:
    if unit:
        return Fact("Printer's name", unit)
    return Fact("Printer's name", _NO_NAME, Grade.PLAIN, "Test it again after every start and re-plug.")
