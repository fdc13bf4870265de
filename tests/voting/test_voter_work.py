"""Sessions through the screens, carried out on real boxes with real encryption."""

from dataclasses import dataclass, field
from pathlib import Path

from support.voter_recording import Bench, bench, decrypted
from support.voter_story import Voter

from device.electionguard.ballot import EncryptedBallot
from device.errors import MediumFailing
from device.hal import JobState
from device.records.ballot_record import read_ballot_body
from device.records.ballot_state import BallotState
from device.records.event_kinds import EventKind
from device.voting.effects import Decide, PrintChallenge, PrintCode, RecordBallot
from device.voting.marks import BallotMarks
from device.voting.state import CastDone, Ended
from device.voting.work import VoterWork


@dataclass
class PaperNotes:
    """Notes what would be printed, with the answers given."""

    answers: list[JobState] = field(default_factory=list)
    codes: list[tuple[bytes, str, int]] = field(default_factory=list)
    challenges: list[tuple[int, bytes, BallotMarks, str, int]] = field(default_factory=list)
    breaks: bool = False

    def print_code(self, code: bytes, language: str, reprint: int) -> JobState:
        self.codes.append((code, language, reprint))
        return self._answer()

    def print_challenge(
        self, style_index: int, code: bytes, marks: BallotMarks, language: str, reprint: int
    ) -> JobState:
        self.challenges.append((style_index, code, marks, language, reprint))
        return self._answer()

    def _answer(self) -> JobState:
        if self.breaks:
            raise MediumFailing("The journal cannot be written.")
        return self.answers.pop(0) if self.answers else JobState.CUT


class Day:
    """A voter, a recorder and paper; ``carry_out`` does all the work that waits."""

    def __init__(self, folder: Path) -> None:
        self.bench: Bench = bench(folder)
        self.paper = PaperNotes()
        self.work = VoterWork(2, self.bench.recorder, self.paper)
        self.voter = Voter(style_index=2)
        self._done = 0

    def carry_out(self) -> None:
        for effect in self.voter.effects[self._done :]:
            self._done += 1
            if isinstance(effect, RecordBallot | PrintCode | Decide | PrintChallenge):
                self.voter.send(self.work.carry_out(effect))
                self.carry_out()
                return

    def ballots(self) -> dict[BallotState | None, list[EncryptedBallot]]:
        found: dict[BallotState | None, list[EncryptedBallot]] = {}
        for each in self.bench.boxes.ballots():
            found.setdefault(each.state, []).append(read_ballot_body(each.body)[0])
        return found


def values(ballot: EncryptedBallot) -> list[list[int]]:
    return [[decrypted(each, 1) for each in contest.ciphertexts] for contest in ballot.contests]


def test_a_voter_casts_what_was_marked(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.voter.touch("next", "option-3", "next", "option-1").to_recording()
    day.carry_out()
    assert day.voter.name == "code"
    day.voter.touch("continue", "cast")
    day.carry_out()
    assert day.voter.session.stage == CastDone()
    (ballot,) = day.ballots()[BallotState.CAST]
    assert values(ballot) == [[0, 0, 1, 0], [1, 0]]
    assert day.paper.codes == [(ballot.confirmation_code, "en", 0)]


def test_a_challenge_and_the_ballot_after_it(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.voter.touch("language-es", "next", "option-1").to_recording()
    day.carry_out()
    day.voter.touch("continue", "challenge", "challenge-yes")
    day.carry_out()
    assert day.voter.name == "challenged"
    day.voter.touch("vote-again", "option-2").to_recording()
    day.carry_out()
    day.voter.touch("continue", "cast")
    day.carry_out()
    ballots = day.ballots()
    (challenged,), (cast,) = ballots[BallotState.CHALLENGED], ballots[BallotState.CAST]
    assert values(challenged) == [[1, 0, 0, 0], [0, 0]]
    assert values(cast) == [[0, 1, 0, 0], [0, 0]]
    style, code, marks, language, reprint = day.paper.challenges[0]
    assert (style, code, language, reprint) == (2, challenged.confirmation_code, "es", 0)
    assert marks.contests[0].votes == (1, 0, 0)


def test_a_walk_away_after_the_code_ends_as_one_spoiled_ballot(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.voter.to_contest(0).to_recording()
    day.carry_out()
    day.voter.wait(181).wait(30)
    assert day.bench.boxes.counts().undecided == 1
    day.voter.admit_worker().touch("worker-end", "worker-end-yes")
    day.carry_out()
    assert isinstance(day.voter.session.stage, Ended)
    counts = day.bench.boxes.counts()
    assert (counts.spoiled, counts.encrypted) == (1, 1)


def test_a_failing_medium_keeps_the_marks_and_the_retry_records_one_ballot(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.voter.to_contest(0).touch("option-2").to_recording()
    day.bench.media.disks["internal"].pull()
    day.carry_out()
    assert day.voter.name == "not-recorded"
    assert day.paper.codes == []
    day.bench.media.disks["internal"].put_back()
    day.voter.touch("retry")
    day.carry_out()
    assert day.voter.name == "code"
    (ballot,) = day.ballots()[None]
    assert values(ballot)[0] == [0, 1, 0, 0]


def test_a_decision_that_failed_is_made_by_the_retry(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.voter.to_contest(0).to_recording()
    day.carry_out()
    real = day.bench.boxes.decide

    def fails(code: bytes, state: BallotState, signature: bytes) -> None:
        real(code, state, signature)
        raise MediumFailing("The internal storage failed.")

    day.bench.boxes.decide = fails  # type: ignore[method-assign]
    day.voter.touch("continue", "cast")
    day.carry_out()
    assert day.voter.name == "not-decided"
    day.bench.boxes.decide = real  # type: ignore[method-assign]
    day.voter.touch("retry")
    day.carry_out()
    assert day.voter.name == "cast"
    assert day.bench.boxes.counts().cast == 1
    assert day.bench.log.count(EventKind.BALLOT_CAST) == 1


def test_reprints_are_asked_for_with_their_number(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.paper.answers = [JobState.UNKNOWN, JobState.REFUSED, JobState.CUT]
    day.voter.to_contest(0).to_recording()
    day.carry_out()
    for _ in range(2):
        day.voter.touch("print-again")
        day.carry_out()
    assert [reprint for _, _, reprint in day.paper.codes] == [0, 1, 2]
    assert len({code for code, _, _ in day.paper.codes}) == 1
    assert "Your receipt is printed." in day.voter.banner


def test_a_broken_print_journal_leaves_the_receipt_unproven(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.paper.breaks = True
    day.voter.to_contest(0).to_recording()
    day.carry_out()
    assert day.voter.name == "code"
    assert "did not confirm" in day.voter.banner
    day.voter.touch("print-again")
    day.carry_out()
    assert "did not confirm" in day.voter.banner
    day.voter.touch("continue", "challenge", "challenge-yes")
    day.carry_out()
    assert day.voter.name == "challenged"
    assert "did not confirm" in day.voter.banner
