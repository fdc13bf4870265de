"""A whole election day on one simulated terminal, from the election office to the verified tally."""

import json
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from device.election.election import Chaining, Election
from device.election.settings import Role
from device.polls.tasks import Task
from device.records.ballot_state import BallotState
from device.records.record_files import FolderFiles
from device.records.verify_all import Verification, Verifier
from device.voting.blank_pool import BlankPlan
from drivers.commands.verify import verification_lines
from hal_sim.demo.meant import MeantBallot, disagreements, expected_counts, voters_file
from hal_sim.demo.performance import Performance
from hal_sim.demo.report import Headline, write_report
from hal_sim.demo.story import Mood, Story
from hal_sim.demo.voters import Voter, Way, draw_voters
from hal_sim.entropy import SeededEntropy
from hal_sim.machine import Machine
from hal_sim.office.election_office import Preparation
from hal_sim.office.new import DEFAULT_DEVICE_ID, DEVICE_FOLDER, PACKAGE_NAME, OfficeOptions, new_office
from hal_sim.office.tally_records import tally_records
from hal_sim.people import PollWorkers

START = datetime(2026, 11, 3, 6, 10, tzinfo=timezone(timedelta(hours=-5)))
MINUTES_BETWEEN_VOTERS = 7
LUNCH_AFTER_SHARE = 0.5
PREPARED = BlankPlan(per_style=1, memory_bytes=16 * 1024 * 1024, background=False)
"""One ballot of every style is prepared before each voter; a real terminal does so by itself."""
STICK_PACKAGE_NAME = "sealmark-package.zip"

Tell = Callable[[str], None]


class ElectionDay:
    """The demo: ``out`` gets the office, the stick, ``voters.json``, ``tally.json`` and the report."""

    def __init__(self, out: Path, voters: int, seed: int, chaining: Chaining, tell: Tell) -> None:
        self._out = out
        self._voter_count = voters
        self._seed = seed
        self._chaining = chaining
        self._entropy = SeededEntropy(b"office %d" % seed)
        self._meant: list[MeantBallot] = []
        self._began_s = time.monotonic()
        out.mkdir(parents=True, exist_ok=True)
        self._machine = Machine(out / "media", b"terminal %d" % seed, START, blanks=PREPARED)
        self._story = Story(out, lambda: f"{self._machine.clock.now():%H:%M}", tell)

    def run(self) -> int:
        """Play the day. 0 only if the record verifies and the tally is what the voters meant."""
        with self._machine:
            preparation = self._office()
            workers = PollWorkers(self._machine, preparation.pins)
            self._morning(workers)
            self._voting(workers, preparation.election)
            self._evening(workers)
        record = self._record_folder(preparation.election)
        wrong = self._count(preparation, record)
        verification = self._verify(preparation, record)
        self._report(preparation.election, verification, wrong)
        return 0 if verification.holds and not wrong else 1

    # The parts of the day

    def _office(self) -> Preparation:
        self._story.chapter("At the election office")
        options = OfficeOptions(chaining=self._chaining)
        folder = self._out / "office"
        preparation = new_office(folder, options, self._entropy.random_bytes)
        election = preparation.election
        parameters = election.parameters
        self._story.note(
            f"{parameters.guardians} guardians hold a key ceremony; "
            f"any {parameters.quorum} of them can decrypt."
        )
        self._story.note(
            f"The office signs the package of election {election.election_id}: "
            f"{len(election.manifest.contests)} contests, "
            f"{len(election.manifest.ballot_styles)} ballot styles, "
            f"{len(election.content.languages)} languages."
        )
        media = self._out / "media"
        shutil.copytree(folder / DEVICE_FOLDER, media / "internal", dirs_exist_ok=True)
        shutil.copyfile(folder / PACKAGE_NAME, media / "stick" / STICK_PACKAGE_NAME)
        return preparation

    def _morning(self, workers: PollWorkers) -> None:
        machine, story = self._machine, self._story
        story.chapter("Morning: getting ready")
        started_s = time.monotonic()
        machine.boot()
        story.note(
            f"The terminal starts; its first screen is there after {time.monotonic() - started_s:.1f} s."
        )
        story.screen(machine.picture(), "The first screen")
        workers.log_in(Role.OFFICIAL)
        story.note("An election official loads the package from the stick.")
        story.screen(machine.picture(), "The package is accepted whole, or not at all")
        workers.accept_report()
        workers.log_in()
        self._task(workers, Task.READINESS, "A poll worker checks the terminal.", "Ready")
        self._task(
            workers, Task.OPEN, "The polls are opened; the zero report is printed.", "The polls are open"
        )
        workers.lock()
        story.note("The terminal waits for its first voter.")
        story.screen(machine.picture(), "Waiting for a voter")

    def _voting(self, workers: PollWorkers, election: Election) -> None:
        self._story.chapter("The voters")
        place = election.settings.place_of(DEFAULT_DEVICE_ID)
        voters = draw_voters(
            election.manifest,
            place.ballot_styles,
            election.content.languages,
            self._voter_count,
            self._seed,
        )
        performance = Performance(self._machine, workers, election, self._story)
        seen: set[Way] = set()
        for voter in voters:
            self._machine.clock.advance(60 * MINUTES_BETWEEN_VOTERS)
            self._machine.fill_blanks()
            self._meant += performance.play(voter, pictures=voter.way not in seen)
            seen.add(voter.way)
            if voter.number == round(self._voter_count * LUNCH_AFTER_SHARE):
                self._break(workers, voter)

    def _break(self, workers: PollWorkers, voter: Voter) -> None:
        workers.log_in()
        self._task(workers, Task.SUSPEND, f"After voter {voter.number} voting is suspended.", "Suspended")
        self._machine.clock.advance(1800)
        self._task(workers, Task.RESUME, "Half an hour later it goes on; no count was set back.", "Resumed")
        workers.lock()

    def _evening(self, workers: PollWorkers) -> None:
        self._story.chapter("Evening: closing")
        self._machine.clock.advance(3600)
        workers.log_in()
        caption = "Closed for good; the record is on the stick"
        self._task(workers, Task.CLOSE, "The polls are closed and the record is written.", caption)
        self._story.screen(self._machine.picture(), "Nobody can vote here any more")
        complaints = self._machine.printer.complaints
        if complaints:
            raise RuntimeError(f"the printer did not understand: {complaints}")

    def _task(self, workers: PollWorkers, task: Task, text: str, caption: str) -> None:
        papers = len(self._machine.printer.pieces())
        workers.do(task)
        self._story.note(text)
        self._story.screen(self._machine.picture(), caption)
        for piece in self._machine.printer.pieces()[papers:]:
            if not piece.blank:
                self._story.paper(piece, "On paper")
        workers.accept_report()

    # After the election

    def _record_folder(self, election: Election) -> Path:
        return self._out / "media" / "stick" / "sealmark" / election.election_id / DEFAULT_DEVICE_ID

    def _count(self, preparation: Preparation, record: Path) -> list[str]:
        story, manifest = self._story, preparation.election.manifest
        story.chapter("Night: the count")
        story.note("The office verifies the record, then three guardians decrypt the tally together.")
        tally = tally_records(
            [record], self._out / "office" / "secret", preparation.package, self._entropy.random_bytes
        )
        (self._out / "tally.json").write_bytes(tally)
        (self._out / "voters.json").write_bytes(voters_file(manifest, self._meant))
        wrong = disagreements(manifest, self._meant, json.loads(tally))
        mood = Mood.TROUBLE if wrong else Mood.GOOD
        story.note("; ".join(wrong) or "Every count is what the voters meant.", mood)
        rows = [("Contest", "Option", "Meant", "Counted")]
        counted = json.loads(tally)["contests"]
        for label, options in expected_counts(manifest, self._meant).items():
            rows += [
                (label, option, str(meant), str(counted[label][option]))
                for option, meant in options.items()
            ]
        story.table(tuple(rows))
        return wrong

    def _verify(self, preparation: Preparation, record: Path) -> Verification:
        story = self._story
        story.chapter("Anybody: the verification")
        started_s = time.monotonic()
        tally = (self._out / "tally.json").read_bytes()
        verification = Verifier(preparation.election, tally, lambda _done, _total: None).verify(
            [FolderFiles(record)]
        )
        took_s = time.monotonic() - started_s
        mood = Mood.GOOD if verification.holds else Mood.TROUBLE
        story.note(f"Everything is verified again from the published files alone, in {took_s:.0f} s.", mood)
        story.table((("Check",), *((line.strip(),) for line in verification_lines(verification))))
        return verification

    def _report(self, election: Election, verification: Verification, wrong: list[str]) -> None:
        states = [ballot.state for ballot in self._meant]
        headlines = (
            Headline(str(self._voter_count), "voters"),
            Headline(str(states.count(BallotState.CAST)), "ballots cast"),
            Headline(str(states.count(BallotState.CHALLENGED)), "challenged"),
            Headline(str(states.count(BallotState.SPOILED)), "spoiled, not counted"),
            Headline("holds" if verification.holds else "FAILS", "verification of the record"),
            Headline("equal" if not wrong else "DIFFERS", "tally and what voters meant"),
        )
        text = election.content.texts[0]
        lead = (
            f"{text.election_title} in {text.jurisdiction}, on a simulated terminal: real screens, real "
            f"ESC/POS bytes, real ballot boxes and ElectionGuard 2.1 with the standard 4096-bit group. "
            f"Played on {datetime.now(UTC):%Y-%m-%d} in {time.monotonic() - self._began_s:.0f} seconds."
        )
        write_report(
            self._out / "report.html",
            "One election day with Sealmark",
            lead,
            headlines,
            self._story.chapters,
        )


def run_demo(out: Path, voters: int, seed: int, chaining: Chaining, tell: Tell) -> int:
    """Play the day into ``out``; the exit status of the command."""
    return ElectionDay(out, voters, seed, chaining, tell).run()
