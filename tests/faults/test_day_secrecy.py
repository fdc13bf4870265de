"""After a day with marked write-ins and known choices nothing anywhere tells them.

Looked for: the names that were written in, every nonce, the options, the codes where none may stand.
Looked at: every byte of every medium and temporary file, of output and log records, and the reprs of
everything alive while a voter votes. That the needles are the right ones is shown by opening the
ballots with them.
"""

import json
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.day_election import IDLE_S, NORTH, WARNING_S
from support.day_media import PACKAGE, loaded
from support.day_secrets import (
    code_found,
    contents,
    forms_of_number,
    forms_of_text,
    living_reprs,
    opened_ballot,
    secret_numbers,
    windows,
)
from support.story import Day, day
from support.story_steps import (
    Does,
    GivesPin,
    LogsIn,
    NotesCode,
    PollWorkerStarts,
    Printer,
    Sees,
    SwitchesOn,
    Touches,
    Types,
    Waits,
)

from device.electionguard.contest_data import decode_write_ins
from device.paper import document as paper
from device.polls import printing as polls_printing
from device.polls.tasks import Task
from device.records.ballot_record import read_ballot_record
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen

CAST_NAME, CHALLENGED_NAME = "QUXZORP VÁNTABLAK", "ÑANDUJWÜX"
SPOILED_NAME, CANCELLED_NAME = "PHLOXWICZ KJ", "ZYTHRUM-BQOE"
NAMES = (CAST_NAME, CHALLENGED_NAME, SPOILED_NAME, CANCELLED_NAME)
OPTIONS = ("Ana Ames", "Ben Boyd", "Cleo Cruz", "Dora Diaz", "Eli Esch", "Faye Fox")


@dataclass
class Traces:
    """Everything that a day left behind."""

    top: Path
    office: object
    codes: list[str]
    election_id: str
    output: str
    reprs: str
    reports: str
    ballots: dict[str, bytes] = field(default_factory=dict)


def marks(option: str, name: str) -> tuple[object, ...]:
    return (
        Touches("next", option, "next", "option-2", "write-in-add"),
        Types(name),
        Touches("next", "option-1", "next"),
    )


def voters(today: Day, reprs: set[str]) -> None:
    """One who casts, one who challenges, one who leaves after and one before the code, and trouble."""

    def look(_day: Day) -> None:
        reprs.update(living_reprs())

    to_code = (look, Touches("finish", "confirm"), Sees(VoterScreen.CODE), NotesCode(), look)
    gone = (
        Waits(IDLE_S + WARNING_S + 2),
        look,
        Touches("poll-worker"),
        GivesPin(),
        Touches("worker-end", "worker-end-yes"),
    )
    today.play(
        *(PollWorkerStarts(NORTH), *marks("option-1", CAST_NAME), *to_code),
        *(Touches("continue"), look, Touches("cast"), look, Touches("done")),
        *(PollWorkerStarts(NORTH), *marks("option-2", CHALLENGED_NAME), *to_code),
        *(Touches("continue", "challenge"), look, Touches("challenge-yes"), look, Touches("vote-again")),
        *(Touches("option-3", "review", "finish"), Printer("open_cover"), Touches("confirm")),
        *(NotesCode(), Printer("close_cover"), Touches("print-again", "continue", "cast", "done")),
        *(PollWorkerStarts(NORTH), *marks("option-3", SPOILED_NAME), *to_code, *gone),
        *(PollWorkerStarts(NORTH), *marks("option-1", CANCELLED_NAME), *gone),
        *(PollWorkerStarts(NORTH), Touches("next", "next", "write-in-add")),
        *(Types(CANCELLED_NAME, accepted=False), look, *gone),
    )


def full_internal_storage(today: Day) -> None:
    """A ballot that cannot be stored: errors on the screen and in the log."""
    today.play(PollWorkerStarts(NORTH), *marks("option-1", CANCELLED_NAME), Touches("finish"))
    today.machine.media.disks["internal"].write_protect()
    today.play(Touches("confirm"), Sees(VoterScreen.NOT_RECORDED))
    today.machine.media.disks["internal"].write_protect(protected=False)
    today.play(Touches("retry"), Sees(VoterScreen.CODE), NotesCode())


@contextmanager
def listening(to: Path) -> Iterator[None]:
    """Write standard output, standard error and every log record, of all threads, to a file."""
    handler = logging.FileHandler(to, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(exc_text)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    kept = [os.dup(descriptor) for descriptor in (1, 2)]
    # Both what the interpreter prints and what a library in C writes past it.
    with to.open("a", encoding="utf-8", buffering=1) as file, redirect_stdout(file), redirect_stderr(file):
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
        try:
            os.write(2, b"listening\n")
            sys.stdout.write("to everything\n")
            yield
        finally:
            for descriptor, before in zip((1, 2), kept, strict=True):
                os.dup2(before, descriptor)
                os.close(before)
            logging.getLogger().removeHandler(handler)
            logging.getLogger().setLevel(logging.WARNING)


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traces]:
    """The day, played with all temporary files in a folder of its own, and everything listened to."""
    loaded()
    top = tmp_path_factory.mktemp("everything")
    output, reports = top / "output.txt", list[str]()
    reprs: set[str] = set()
    patch = pytest.MonkeyPatch()
    patch.setenv("TMPDIR", str(top))
    patch.setattr(tempfile, "tempdir", None)
    set_document = polls_printing.set_document

    def reporting(document: paper.Document, *sizes: float) -> object:
        reports.append(_report_text(document))
        return set_document(document, *sizes)  # type: ignore[arg-type]

    patch.setattr(polls_printing, "set_document", reporting)
    try:
        with listening(output), day("secrecy", prepared=loaded) as today:
            today.play(SwitchesOn(), LogsIn(), Does(Task.READINESS), Touches("ok"))
            today.play(Does(Task.OPEN), Touches("ok", "lock"))
            voters(today, reprs)
            full_internal_storage(today)
            today.machine.cut_power()
            today.play(SwitchesOn(), Sees(PollScreen.REPORT), Touches("ok"), LogsIn())
            today.play(Touches("task-resolve", "ok"), Does(Task.CLOSE), Sees(PollScreen.REPORT))
            today.machine.stop()
            record = today.stick / "sealmark" / today.office.election.election_id / "T-0001"
            ballots = {path.stem: path.read_bytes() for path in (record / "ballots").iterdir()}
            yield Traces(
                top,
                today.office,
                today.codes,
                today.office.election.election_id,
                output.read_text(encoding="utf-8"),
                "\n".join(sorted(reprs)),
                "\n".join(reports),
                ballots,
            )
    finally:
        patch.undo()


def _report_text(document: paper.Document) -> str:
    return "\n".join(str(getattr(block, name)) for block in document.blocks for name in block.__slots__)


def ballots_of(traces: Traces) -> dict[str, object]:
    return {code: read_ballot_record(data).ballot for code, data in traces.ballots.items()}


def test_the_needles_are_the_right_ones(traces: Traces) -> None:
    assert sorted(traces.ballots) == sorted(traces.codes)
    opened = [opened_ballot(traces.office, ballot) for ballot in ballots_of(traces).values()]
    names = [decode_write_ins(plain.contests[1].data) for plain in opened]
    assert {name for each in names for name in each} == set(NAMES)
    assert len({plain.contests[0].values for plain in opened}) == 3


def test_no_byte_anywhere_holds_a_name_that_was_written_in(traces: Traces) -> None:
    needles = {form for name in NAMES for part in (name, *name.split()) for form in forms_of_text(part)}
    needles = {needle for needle in needles if len(needle) >= 6}
    looked_at = 0
    for path, data in contents(traces.top):
        looked_at += 1
        for needle in needles:
            assert needle not in data, (path, needle)
    assert looked_at > 30
    assert "listening" in traces.output
    assert "to everything" in traces.output
    assert not any(name.casefold() in traces.output.casefold() for name in NAMES)


def test_no_byte_anywhere_holds_a_nonce(traces: Traces) -> None:
    needles = {
        form
        for ballot in ballots_of(traces).values()
        for number in secret_numbers(traces.office, ballot)
        for form in forms_of_number(number)
    }
    assert len(needles) > 200
    for path, data in contents(traces.top):
        for needle in needles:
            assert needle not in data, path


def test_no_file_but_the_elections_own_names_an_option(traces: Traces) -> None:
    needles = {form for option in OPTIONS for form in forms_of_text(option)}
    named = {
        path.name
        for path, data in contents(traces.top)
        if any(needle in data for needle in needles if len(needle) >= 7)
    }
    assert "election_manifest_canonical.bin" in named
    assert all(name == "election_manifest_canonical.bin" or name.endswith(".zip") for name in named), named
    assert PACKAGE not in named, "it is compressed; a second copy would be something else"


def test_no_report_output_or_log_holds_a_code(traces: Traces) -> None:
    digits = windows(
        [*traces.codes, *(ballot.id_b.hex().upper() for ballot in ballots_of(traces).values())]
    )
    assert not code_found(traces.output, digits)
    assert not code_found(traces.reports, digits)
    assert "Readiness report" in traces.reports
    assert "Zero report" in traces.reports
    seen = {path.name for path, data in contents(traces.top) if code_found(data, digits)}
    named = {f"{code}{kind}" for code in traces.codes for kind in (".json", ".bin")}  # the record's own
    assert seen == named | {"SHA256SUMS", "box.bin"}


def test_no_repr_of_anything_alive_tells_a_name_a_code_or_a_nonce(traces: Traces) -> None:
    for known in ("Session(", "Screen(", "ContestMarks(", "BallotHead(", "CodeView("):
        assert known in traces.reprs, known
    folded = traces.reprs.casefold()
    assert not any(name.casefold() in folded for name in NAMES)
    assert not code_found(traces.reprs, windows(traces.codes))
    numbers = [
        number for ballot in ballots_of(traces).values() for number in secret_numbers(traces.office, ballot)
    ]
    shown = set(re.findall(r"[0-9]{60,}|[0-9a-f]{64}", traces.reprs.lower()))
    assert not shown & {str(int.from_bytes(each, "big")) for each in numbers}
    assert not shown & {each.hex() for each in numbers}


def test_a_ballot_file_tells_neither_language_time_nor_number(traces: Traces) -> None:
    properties = {tuple(json.loads(data)) for data in traces.ballots.values()}
    assert len(properties) == 1
    assert not {"language", "time", "sequence", "number", "date"} & set(properties.pop())
    assert len({len(data) - len(json.loads(data)["ballot_state"]) for data in traces.ballots.values()}) == 1
