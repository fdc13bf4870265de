"""What poll workers run into: wrong PINs, a foreign package, polls that cannot open yet."""

from support.day_election import MEASURE, SOUTH
from support.day_media import PACKAGE, loaded, provisioned
from support.story import day
from support.story_steps import (
    Does,
    Ends,
    GivesPin,
    Logged,
    LogsIn,
    PollWorkerStarts,
    Printer,
    Sees,
    Stick,
    SwitchesOn,
    TakesPaper,
    TakesReceipt,
    Touches,
    TypesDigits,
    Waits,
)

from device.election.settings import Role
from device.polls.tasks import Task
from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen
from hal_sim.printer.kinds import STATUS_ONLY

_VOTES = (
    PollWorkerStarts(SOUTH),
    Touches("next", "option-1", "next", "finish", "confirm"),
    TakesReceipt(),
    Touches("continue", "cast"),
    Sees(VoterScreen.CAST),
    Touches("done"),
)


def test_wrong_pins_make_poll_workers_wait_longer_and_longer_and_no_voter() -> None:
    with day("pins") as today:
        wrong = TypesDigits("000000")
        today.play(
            SwitchesOn(),
            Touches("poll-worker"),
            wrong,
            Sees(PollScreen.PIN, "4 more tries"),
            wrong,
            wrong,
            wrong,
            Sees(PollScreen.PIN, "1 more try"),
            wrong,
            Waits(1),
            Sees(PollScreen.PIN, "Wait 14 seconds"),
        )
        assert not any(button.enabled for button in today.screen.buttons if button.id == "enter")
        today.play(
            Waits(15),
            wrong,
            Waits(1),
            Sees(PollScreen.PIN, "Wait 29 seconds"),
            Touches("back"),
            Sees(PollScreen.OPEN),
            LogsIn(Role.OFFICIAL),
            Sees(PollScreen.MENU),
            Touches("lock"),
        )
        today.machine.cut_power()
        today.play(
            SwitchesOn(),
            Touches("ok", "poll-worker"),
            Waits(1),
            Sees(PollScreen.PIN, "Too many wrong PINs"),
            Waits(30),
            GivesPin(),
            Sees(PollScreen.MENU),
            Touches("task-activate", "style-2"),
            Touches("next", "help", "poll-worker"),
            wrong,
            wrong,
            wrong,
            wrong,
            wrong,
            Waits(1),
            Sees(PollScreen.PIN, "Too many wrong PINs"),
            Touches("back"),
            Sees(VoterScreen.HELP),
            Touches("help-done", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Logged(EventKind.LOCKED_OUT, 3),
            Ends(cast=1),
        )


def test_a_printer_that_cannot_prove_the_zero_report_needs_eyes() -> None:
    with day("eyes", prepared=loaded, printer_kind=STATUS_ONLY) as today:
        today.play(
            SwitchesOn(),
            LogsIn(),
            Does(Task.OPEN),
            Sees(PollScreen.PAPER, "complete and readable"),
            TakesPaper(2),  # the printer's test line, and the zero report
            Touches("yes"),
            Sees(PollScreen.REPORT, "The polls are open", "seen on paper"),
            Touches("ok", "lock"),
            Sees(PollScreen.OPEN),
            Logged(EventKind.POLLS_OPENED),
            Ends(),
        )


def test_polls_do_not_open_without_a_printer_or_a_stick() -> None:
    with day("not yet", prepared=loaded) as today:
        today.play(
            SwitchesOn(),
            Printer("unplug"),
            LogsIn(),
            Does(Task.OPEN),
            Sees(PollScreen.REPORT, "not connected"),
            Printer("plug_in"),
            Stick("pull"),
            Touches("ok"),
            Does(Task.OPEN),
            Sees(PollScreen.REPORT, "no stick"),
            Stick("put_back"),
            Touches("ok"),
            TakesPaper(1),  # the printer's test line
            Does(Task.OPEN),
            Sees(PollScreen.REPORT, "The polls are open"),
            TakesPaper(),
            Touches("ok", "lock"),
            *_VOTES,
            Logged(EventKind.POLLS_OPENED),
            Ends(cast=1),
        )


def test_a_package_of_another_office_is_refused_in_one_sentence() -> None:
    with day("foreign", prepared=provisioned) as today:
        package = bytearray((today.stick / PACKAGE).read_bytes())
        package[len(package) // 2] ^= 1
        (today.stick / PACKAGE).write_bytes(package)
        today.play(
            SwitchesOn(),
            Touches("official"),
            GivesPin(Role.OFFICIAL),
            Sees(PollScreen.REPORT),
        )
        banner = today.screen.banner
        assert banner is not None
        assert banner.text.count(". ") <= 1
        today.play(Touches("ok"), Sees(PollScreen.NO_ELECTION), Logged(EventKind.PACKAGE_REFUSED))


def test_spanish_and_the_measure_alone_make_a_ballot_of_their_style() -> None:
    with day("south") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("language-es", "next"),
            Sees(VoterScreen.CONTEST, "Medida A"),
            Touches("option-2", "next"),
            Sees(VoterScreen.REVIEW, "No"),
            Touches(f"contest-{MEASURE}", "option-1", "review", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )
