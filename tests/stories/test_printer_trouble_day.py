"""The printer fails in front of a voter: the terminal says what it knows, and no papers are mixed up."""

from support.day_election import SOUTH
from support.example_election import DEVICE_ID
from support.printing import qr_texts
from support.story import Day, day, words_of
from support.story_steps import (
    Ends,
    GivesPin,
    Logged,
    LogsIn,
    NoPaper,
    NotesCode,
    PollWorkerStarts,
    Printer,
    Sees,
    SwitchesOn,
    TakesPaper,
    TakesReceipt,
    Touches,
    Waits,
)

from device.paper.document import Heading
from device.paper.receipts import code_receipt
from device.paper.setting import set_document
from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen
from hal_sim.printer.kinds import STATUS_ONLY

_UP_TO_THE_LAST_QUESTION = (
    SwitchesOn(),
    PollWorkerStarts(SOUTH),
    Touches("next", "option-1", "next", "finish"),
)
_CASTS = (Touches("continue", "cast"), Sees(VoterScreen.CAST), Touches("done"))
_NEXT_VOTER_CASTS = (
    PollWorkerStarts(SOUTH),
    Touches("next", "option-2", "next", "finish", "confirm"),
    TakesReceipt(),
    *_CASTS,
)


class TakesReprint:
    """A whole receipt with the voter's code, marked as the n-th reprint; what came before is waste.

    Compared dot by dot with the receipt that is set for that code and that number.
    """

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self, day: Day) -> None:
        text = day.office.election.content.text("en")
        election_id = day.office.election.election_id
        code = bytes.fromhex(day.codes[-1])
        document = code_receipt("en", code, text.election_title, election_id, DEVICE_ID, self._number)
        assert document.blocks[0] == Heading(f"REPRINT {self._number}")
        *waste, paper = day.new_papers()
        assert qr_texts(paper) == [day.codes[-1]]
        assert paper.image.rows.strip(b"\0") == set_document(document, 576, 8.0).rows.strip(b"\0")
        for piece in waste:
            assert set(qr_texts(piece)) <= {day.codes[-1]}


def test_paper_ends_in_a_receipt_and_the_voter_gets_a_marked_reprint_with_the_same_code() -> None:
    with day("paper ends") as today:
        today.play(
            *_UP_TO_THE_LAST_QUESTION,
            Printer("paper_ends_after_mm", 40.0),
            Touches("confirm"),
            Sees(VoterScreen.CODE, "did not confirm your receipt"),
            NotesCode(),
            Touches("help", "poll-worker"),
            GivesPin(),
            Sees(PollScreen.PRINTER),
            Printer("tear_paper"),
            Printer("refill"),
            Touches("task-clear-printer", "ok"),
            Sees(VoterScreen.WORKER),
            Touches("worker-resume"),
            Sees(VoterScreen.CODE),
            Touches("print-again"),
            Sees(VoterScreen.CODE, "is printed"),
            TakesReprint(1),
            *_CASTS,
            Logged(EventKind.PRINT_UNKNOWN),
            Logged(EventKind.PRINTER_CLEARED),
            Logged(EventKind.REPRINTED),
            *_NEXT_VOTER_CASTS,
            Ends(cast=2),
        )


def test_nothing_is_sent_again_by_itself_when_the_paper_is_back() -> None:
    with day("by itself") as today:
        today.play(
            *_UP_TO_THE_LAST_QUESTION,
            Printer("paper_ends_after_mm", 40.0),
            Touches("confirm"),
            NotesCode(),
            *_CASTS,
            Sees(PollScreen.OPEN, "clear the printer"),
            TakesPaper(0),
            Printer("refill"),
            Printer("settle"),
            Waits(20),
            Sees(PollScreen.OPEN, "clear the printer"),
            TakesPaper(0),
            LogsIn(),
            Sees(PollScreen.PRINTER),
            Touches("menu", "task-activate"),
            Sees(PollScreen.PRINTER),
            Touches("task-clear-printer", "ok", "lock"),
        )
        assert all(qr_texts(paper) == [] for paper in today.new_papers()), "the clearing cut off a piece"
        today.play(*_NEXT_VOTER_CASTS, Ends(cast=2))


def test_without_paper_from_the_start_no_voter_is_admitted() -> None:
    with day("no paper") as today:
        today.play(
            SwitchesOn(),
            Printer("paper_ends_after_mm", 0.0),
            Waits(6),
            Sees(PollScreen.OPEN, "printer needs a poll worker"),
            PollWorkerStarts(SOUTH),
            Sees(PollScreen.REPORT, "out of paper"),
            Printer("refill"),
            Touches("ok", "lock"),
            Waits(6),
            *_NEXT_VOTER_CASTS,
            Logged(EventKind.PRINTER_TROUBLE),
            Logged(EventKind.PRINTER_READY),
            Ends(cast=1),
        )


def test_a_printer_unplugged_while_a_voter_votes_refuses_the_receipt_and_stops_nobody() -> None:
    with day("unplugged") as today:
        today.play(
            *_UP_TO_THE_LAST_QUESTION,
            Printer("unplug"),
            Touches("confirm"),
            Sees(VoterScreen.CODE, "was not printed"),
            NotesCode(),
            NoPaper(),
            Printer("plug_in"),
            Touches("print-again"),
            Sees(VoterScreen.CODE, "is printed"),
            TakesReprint(1),
            *_CASTS,
            *_NEXT_VOTER_CASTS,
            Ends(cast=2),
        )


def test_an_open_cover_refuses_until_it_is_shut() -> None:
    with day("cover") as today:
        today.play(
            *_UP_TO_THE_LAST_QUESTION,
            Printer("open_cover"),
            Touches("confirm"),
            Sees(VoterScreen.CODE, "was not printed"),
            NotesCode(),
            Touches("print-again"),
            Sees(VoterScreen.CODE, "was not printed"),
            Printer("close_cover"),
            Touches("print-again"),
            Sees(VoterScreen.CODE, "is printed"),
            TakesReprint(2),
            *_CASTS,
            *_NEXT_VOTER_CASTS,
            Ends(cast=2),
        )


def test_a_challenge_receipt_that_did_not_come_out_is_printed_again() -> None:
    with day("challenge paper") as today:
        today.play(
            *_UP_TO_THE_LAST_QUESTION,
            Touches("confirm"),
            TakesReceipt(),
            Touches("continue", "challenge"),
            Printer("open_cover"),
            Touches("challenge-yes"),
            Sees(VoterScreen.CHALLENGED, "was not printed"),
            Printer("close_cover"),
            Touches("print-again"),
            Sees(VoterScreen.CHALLENGED, "are printed"),
        )
        (paper,) = today.new_papers()
        assert qr_texts(paper) == [today.codes[-1]]
        today.play(
            Touches("vote-again", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            *_CASTS,
            Ends(cast=1, challenged=1),
        )


def test_power_that_went_during_a_receipt_keeps_the_next_voter_away_until_the_printer_is_clear() -> None:
    with day("cut in receipt") as today:
        today.play(
            *_UP_TO_THE_LAST_QUESTION,
            Printer("open_cover"),
            Touches("confirm"),
            NotesCode(),
            Printer("close_cover"),
            Printer("paper_ends_after_mm", 40.0),
            Touches("print-again"),
            Sees(VoterScreen.CODE, "did not confirm"),
        )
        today.machine.cut_power()
        today.play(
            SwitchesOn(),
            Sees(PollScreen.REPORT, "nobody knows whether", "did not decide"),
            Touches("ok"),
            LogsIn(),
            Sees(PollScreen.UNDECIDED),
            Touches("task-resolve", "ok"),
            Sees(PollScreen.PRINTER),
            Touches("task-clear-printer"),
            Sees(PollScreen.PRINTER, "did not confirm"),
            Printer("refill"),
            Touches("task-clear-printer"),
            Sees(PollScreen.REPORT, "ready for the next voter"),
            Touches("ok", "lock"),
        )
        assert len(today.new_papers()) == 1, "what hung out was cut off before the next voter came"
        today.play(*_NEXT_VOTER_CASTS, Ends(cast=1, spoiled=1))


def test_paper_near_its_end_warns_between_voters_and_disturbs_none() -> None:
    with day("near end") as today:
        today.play(
            *_UP_TO_THE_LAST_QUESTION,
            Printer("refill", 2_500.0),
            Touches("confirm"),
            TakesReceipt(),
        )
        assert "paper is nearly" not in words_of(today.screen)
        today.play(
            *_CASTS, Sees(PollScreen.OPEN, "paper is nearly used up"), *_NEXT_VOTER_CASTS, Ends(cast=2)
        )


def test_another_printer_is_tested_between_voters_before_it_prints_a_receipt() -> None:
    with day("another printer") as today:
        today.play(SwitchesOn(), Printer("unplug"), Printer("settle"))
        today.machine.printer.unit = "usb 0416:5011 another"
        today.play(
            Printer("plug_in"),
            Waits(6),
            Sees(PollScreen.OPEN, "has to test the printer"),
            LogsIn(),
            Sees(PollScreen.CONFIRM, "Test the printer?"),
            Touches("no", "task-activate"),
            Sees(PollScreen.CONFIRM, "Test the printer?"),
            NoPaper(),
            Touches("yes"),
            Sees(PollScreen.REPORT, "The printer was tested.", "screens say “printed”"),
            TakesPaper(1),
            Touches("ok", "lock"),
            *_NEXT_VOTER_CASTS,
            Logged(EventKind.PRINTER_TESTED, 2),
            Ends(cast=1),
        )


def test_a_printer_that_proves_nothing_has_its_receipts_looked_at_and_is_never_said_to_have_printed() -> (
    None
):
    with day("status only", printer_kind=STATUS_ONLY) as today:
        today.play(
            SwitchesOn(),
            Waits(6),
            LogsIn(),
            Touches("yes"),
            Sees(PollScreen.REPORT, "screens say “sent”"),
            TakesPaper(1),
            Touches("ok", "lock"),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-1", "next", "finish", "confirm"),
            Sees(VoterScreen.CODE, "was sent to the printer, which cannot confirm it"),
            TakesReceipt(),
            *_CASTS,
            LogsIn(),
            Sees(PollScreen.PRINTER, "cannot say whether the last receipt came out"),
            Touches("task-attest-printer"),
            Sees(PollScreen.REPORT, "holds nothing any more"),
            Touches("ok", "lock"),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-2", "next", "finish", "confirm"),
            TakesReceipt(),
            *_CASTS,
            Ends(cast=2),
        )
