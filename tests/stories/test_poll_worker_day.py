"""Poll workers' and officials' days: loading, checking, opening, breaks, closing."""

import json

from support.day_election import SOUTH
from support.day_media import loaded, provisioned
from support.example_election import DEVICE_ID
from support.printing import qr_texts
from support.story import Day, day, words_of
from support.story_steps import (
    Does,
    Ends,
    GivesPin,
    Logged,
    LogsIn,
    PollWorkerStarts,
    Sees,
    Stick,
    SwitchesOn,
    TakesPaper,
    TakesReceipt,
    Touches,
    Waits,
)

from device.election.election import Chaining
from device.election.settings import Role
from device.polls.tasks import Task
from device.records.event_kinds import EventKind
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen

_VOTES = (
    PollWorkerStarts(SOUTH),
    Touches("next", "option-1", "next", "finish", "confirm"),
    TakesReceipt(),
    Touches("continue", "cast"),
    Sees(VoterScreen.CAST),
    Touches("done"),
)
_CHALLENGES_THEN_VOTES = (
    PollWorkerStarts(SOUTH),
    Touches("next", "option-2", "next", "finish", "confirm"),
    TakesReceipt(),
    Touches("continue", "challenge", "challenge-yes"),
)


class TakesChallengePaper:
    """The receipt of the challenged ballot, with its code."""

    def __call__(self, day: Day) -> None:
        assert [qr_texts(paper) for paper in day.new_papers()] == [[day.codes[-1]]]


class RecordVerifies:
    """The record on the stick, checked with the office's package, holds; these are its counts."""

    def __init__(self, cast: int, challenged: int = 0, spoiled: int = 0) -> None:
        self._counts = [cast, challenged, spoiled]

    def __call__(self, day: Day) -> None:
        folder = day.stick / "sealmark" / day.office.election.election_id / DEVICE_ID
        verification = Verifier(day.office.election, None, lambda _done, _all: None).verify(
            [FolderFiles(folder)]
        )
        assert verification.holds, [check for check in verification.records[0].checks if check.problems]
        closing = json.loads((folder / "closing.json").read_bytes())
        assert [closing[name] for name in ("cast", "challenged", "spoiled")] == self._counts
        assert {path.stem for path in (folder / "ballots").glob("*.json")} == set(day.codes)
        states = {
            path.stem: json.loads(path.read_bytes())["ballot_state"]
            for path in (folder / "ballots").glob("*.json")
        }
        day.machine.stop()
        assert states == day.states()
        day.machine.boot()


def test_from_an_empty_terminal_to_a_verified_record() -> None:
    with day("whole day", prepared=provisioned) as today:
        today.play(
            SwitchesOn(),
            Sees(PollScreen.NO_ELECTION),
            Touches("official"),
            Sees(PollScreen.PIN, "new election package"),
            GivesPin(Role.OFFICIAL),
            Sees(PollScreen.REPORT, "loaded", "Harbor Election", today.office.election.election_id),
            Touches("ok"),
            Sees(PollScreen.READY),
            LogsIn(),
            Does(Task.READINESS),
            Sees(PollScreen.REPORT, "The terminal is ready", "a test ballot was encrypted and verified"),
            TakesPaper(2),
            Touches("ok"),
            Does(Task.OPEN),
            Sees(PollScreen.REPORT, "The polls are open", "Encrypted ballots: 0"),
            TakesPaper(),
            Touches("ok", "lock"),
            Sees(PollScreen.OPEN),
            *_VOTES,
            LogsIn(),
            Does(Task.SUSPEND),
            Sees(PollScreen.REPORT, "suspended", "Cast: 1"),
            TakesPaper(),
            Touches("ok", "lock"),
            Sees(PollScreen.SUSPENDED),
            Waits(3600),
            Sees(PollScreen.SUSPENDED),
            LogsIn(),
            Does(Task.RESUME),
            Sees(PollScreen.REPORT, "Cast: 1"),
            TakesPaper(),
            Touches("ok", "lock"),
            *_CHALLENGES_THEN_VOTES,
            TakesChallengePaper(),
            Touches("vote-again", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            LogsIn(),
            Does(Task.CLOSE),
            Sees(PollScreen.REPORT, "written and verified", "Cast: 2", "Challenged: 1"),
            TakesPaper(),
            Touches("ok", "lock"),
            Sees(PollScreen.CLOSED, "Nobody can vote"),
            RecordVerifies(cast=2, challenged=1),
            Sees(PollScreen.REPORT),
            Touches("ok"),
            Sees(PollScreen.CLOSED),
            LogsIn(),
        )
        offered = words_of(today.screen)
        for forbidden in ("Start a ballot", "Open the polls", "Resume voting", "Load an election"):
            assert forbidden not in offered
        today.play(Touches("lock"), Ends(cast=2, challenged=1))


def test_a_chained_day_verifies_and_says_that_the_order_is_public() -> None:
    with day("chained", chaining=Chaining.SIMPLE, prepared=loaded) as today:
        today.play(
            SwitchesOn(),
            LogsIn(),
            Does(Task.READINESS),
            Sees(PollScreen.REPORT, "the order of encrypted ballots is public", "First link of the chain"),
            TakesPaper(2),
            Touches("ok"),
            Does(Task.OPEN),
            TakesPaper(),
            Touches("ok", "lock"),
            *_VOTES,
            *_CHALLENGES_THEN_VOTES,
            TakesChallengePaper(),
        )
        today.machine.cut_power()
        today.play(
            SwitchesOn(),
            Touches("ok"),
            *_VOTES,
            LogsIn(),
            Does(Task.CLOSE),
            Sees(PollScreen.REPORT, "written and verified", "Closing hash of the chain"),
            TakesPaper(),
            Touches("ok", "lock"),
        )
        folder = today.stick / "sealmark" / today.office.election.election_id / DEVICE_ID
        assert json.loads((folder / "closing.json").read_bytes())["chain"] == today.codes
        today.play(RecordVerifies(cast=2, challenged=1), Ends(cast=2, challenged=1))


def test_a_shut_down_in_order_is_no_power_cut() -> None:
    with day("overnight") as today:
        today.play(
            SwitchesOn(),
            *_VOTES,
            LogsIn(),
            Does(Task.SUSPEND),
            TakesPaper(),
            Touches("ok"),
            Does(Task.SHUT_DOWN),
        )
        assert today.machine.power.is_off
        today.machine.stop()
        today.play(
            SwitchesOn(),
            Sees(PollScreen.SUSPENDED),
            LogsIn(),
            Does(Task.RESUME),
            TakesPaper(),
            Touches("ok", "lock"),
            *_VOTES,
            Logged(EventKind.POWER_CUT_FOUND, 0),
            Ends(cast=2),
        )


def test_polls_that_cannot_close_with_an_undecided_ballot_close_once_it_is_resolved() -> None:
    with day("undecided at close") as today:
        today.play(
            SwitchesOn(),
            *_VOTES,
            PollWorkerStarts(SOUTH),
            Touches("next", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
        )
        today.machine.cut_power()
        today.play(
            SwitchesOn(),
            Touches("ok"),
            LogsIn(),
            Touches("menu"),
            Does(Task.CLOSE),
            Sees(PollScreen.REPORT, "has to be resolved before the polls can be closed"),
            Touches("ok"),
            Sees(PollScreen.UNDECIDED),
            Touches("task-resolve", "ok"),
            Does(Task.CLOSE),
            Sees(PollScreen.REPORT, "written and verified"),
            Touches("ok", "lock"),
            RecordVerifies(cast=1, spoiled=1),
            Ends(cast=1, spoiled=1),
        )


def test_a_record_that_found_no_stick_is_written_when_one_is_there() -> None:
    with day("no stick at close") as today:
        today.play(
            SwitchesOn(),
            *_VOTES,
            Stick("pull"),
            LogsIn(),
            Touches("menu"),
            Does(Task.CLOSE),
            Sees(PollScreen.REPORT, "on no stick yet"),
            TakesPaper(),
            Touches("ok", "lock"),
            Sees(PollScreen.CLOSED, "not on a stick yet"),
            Stick("put_back"),
            LogsIn(),
            Does(Task.EXPORT),
            Sees(PollScreen.REPORT, "written and verified"),
            Touches("ok", "lock"),
            Sees(PollScreen.CLOSED),
            RecordVerifies(cast=1),
            Ends(cast=1),
        )
