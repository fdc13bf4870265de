"""Voters' days, from the poll worker's activation to the end, by touches on the real screens."""

from support.day_election import COUNCIL, MAYOR, NORTH, SOUTH
from support.story import day
from support.story_steps import (
    Ends,
    Logged,
    Marked,
    NoPaper,
    PollWorkerStarts,
    Sees,
    SeesNot,
    SwitchesOn,
    TakesReceipt,
    Touches,
    Types,
)

from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen


def test_a_voter_casts() -> None:
    with day("casts") as today:
        today.play(
            SwitchesOn(),
            Sees(PollScreen.OPEN, "Welcome", "Harbor Election"),
            PollWorkerStarts(NORTH),
            Sees(VoterScreen.INSTRUCTIONS),
            Touches("next"),
            Sees(VoterScreen.CONTEST, "Mayor", "Ana Ames"),
            Touches("option-2"),
            Marked("Ben Boyd"),
            Touches("next"),
            Sees(VoterScreen.CONTEST, "City Council"),
            Touches("option-1", "option-3"),
            Marked("Dora Diaz", "Faye Fox"),
            Touches("next", "option-1"),
            Marked("Yes"),
            Touches("next"),
            Sees(VoterScreen.REVIEW, "Ben Boyd", "Dora Diaz", "Faye Fox", "Yes"),
            Touches("finish"),
            Sees(VoterScreen.CONFIRM),
            NoPaper(),
            Touches("confirm"),
            Sees(VoterScreen.CODE),
            SeesNot("Ben Boyd"),
            TakesReceipt(),
            Touches("continue"),
            Sees(VoterScreen.QUESTION),
            Touches("cast"),
            Sees(VoterScreen.CAST),
            NoPaper(),
            Touches("done"),
            Sees(PollScreen.OPEN),
            Logged(EventKind.BALLOT_ACTIVATED),
            Ends(cast=1),
        )


def test_the_last_screen_leaves_by_itself() -> None:
    with day("leaves") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-2", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast"),
            Sees(VoterScreen.CAST),
        )
        today.machine.pass_time(21)
        today.play(Sees(PollScreen.OPEN), Ends(cast=1))


def test_an_undervote_is_named_and_allowed() -> None:
    with day("undervote") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(NORTH),
            Touches("next", "next", "option-2", "next", "next"),
            Sees(VoterScreen.REVIEW, "Eli Esch"),
        )
        rows = today.screen.content.rows
        assert [bool(row.warning) for row in rows] == [True, True, True]
        today.play(
            Touches("contest-3", "option-1"),
            Marked("Yes"),
            Touches("review"),
            Sees(VoterScreen.REVIEW),
        )
        assert [bool(row.warning) for row in today.screen.content.rows] == [True, True, False]
        today.play(
            Touches("finish", "confirm"), TakesReceipt(), Touches("continue", "cast", "done"), Ends(cast=1)
        )


def test_a_blank_ballot_is_a_ballot() -> None:
    with day("blank") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("next", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )


def test_names_are_written_in_changed_and_kept_through_the_review() -> None:
    with day("write-ins") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(NORTH),
            Touches("next", "option-1", "next", "write-in-add"),
            Sees(VoterScreen.WRITE_IN),
            Types("ZOÉ"),
            Marked("ZOÉ"),
            Touches("write-in-add"),
            Types("IÑAKI O'SHEA"),
            Marked("ZOÉ", "IÑAKI O'SHEA"),
            Touches("option-1"),
            Sees(VoterScreen.CONTEST),
            Marked("ZOÉ", "IÑAKI O'SHEA"),
            Touches("write-in-1"),
            Sees(VoterScreen.REMOVE_WRITE_IN, "ZOÉ"),
            Touches("remove-no"),
            Marked("ZOÉ", "IÑAKI O'SHEA"),
            Touches("write-in-1", "remove-yes", "option-1"),
            Marked("Dora Diaz", "IÑAKI O'SHEA"),
            Touches("next", "next"),
            Sees(VoterScreen.REVIEW, "Dora Diaz", "IÑAKI O'SHEA"),
            SeesNot("ZOÉ"),
            Touches("finish", "confirm"),
            SeesNot("IÑAKI"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )


def test_a_voter_changes_a_selection_at_the_review() -> None:
    with day("change") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(NORTH),
            Touches("next", "option-1", "review"),
            Sees(VoterScreen.REVIEW, "Ana Ames"),
            Touches(f"contest-{MAYOR}"),
            Marked("Ana Ames"),
            Touches("option-3"),
            Sees(VoterScreen.CONTEST, "Ana Ames", "Cleo Cruz"),
            Marked("Cleo Cruz"),
            Touches("review"),
            Sees(VoterScreen.REVIEW, "Cleo Cruz"),
            SeesNot("Ana Ames"),
            Touches("finish", "back"),
            Sees(VoterScreen.REVIEW, "Cleo Cruz"),
            Touches("finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "back"),
            Sees(VoterScreen.CODE),
            NoPaper(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )


def test_another_language_in_the_middle_loses_no_mark() -> None:
    with day("language") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(NORTH),
            Touches("next", "option-2", "next", "option-1", "write-in-add", "key-Z", "key-O"),
            Touches("language-es"),
            Sees(VoterScreen.WRITE_IN, "Concejo municipal", "ZO"),
            Touches("key-É", "write-in-accept"),
            Marked("Dora Diaz", "ZOÉ"),
            Touches("back"),
            Sees(VoterScreen.CONTEST, "Alcaldía"),
            Marked("Ben Boyd"),
            Touches("language-en"),
            Sees(VoterScreen.CONTEST, "Mayor"),
            Marked("Ben Boyd"),
            Touches("language-es", "next", "next", "option-1"),
            Marked("Sí"),
            Touches("next"),
            Sees(VoterScreen.REVIEW, "Ben Boyd", "Dora Diaz", "ZOÉ", "Sí"),
            Touches("finish", "confirm"),
            Sees(VoterScreen.CODE, "código"),
            TakesReceipt(),
            Touches("language-en"),
            Sees(VoterScreen.CODE, "code"),
            Touches("continue", "cast", "done"),
            Sees(PollScreen.OPEN),
            PollWorkerStarts(SOUTH),
        )
        assert today.screen.language == "en", "the next voter starts in the default language"
        today.machine.stop()
        assert list(today.states().values()) == ["Cast"]


def test_too_many_selections_cannot_be_made() -> None:
    with day("too many") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(NORTH),
            Touches("next", "next", "option-1", "option-2", "option-3"),
            Sees(VoterScreen.CONTEST, "City Council"),
            Marked("Dora Diaz", "Eli Esch"),
        )
        assert today.screen.banner is not None
        today.play(
            Touches("write-in-add"),
            Sees(VoterScreen.CONTEST),
            Marked("Dora Diaz", "Eli Esch"),
            Touches("option-1", "option-3"),
            Marked("Eli Esch", "Faye Fox"),
            Touches("review", f"contest-{COUNCIL}"),
            Marked("Eli Esch", "Faye Fox"),
            Touches("review", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )
