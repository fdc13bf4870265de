"""The soak: what it counts, that it goes on where it stopped, and that it catches a wrong encryption."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from device.electionguard import randomness
from device.electionguard.ballot import BallotShape, ElectionKeys, PlainBallot
from device.electionguard.encryption import BallotEncryptor, Encryption
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers, TablePowers
from device.electionguard.selections import check_selections
from device.electionguard.tables import ExponentTable
from device.errors import EncryptionError, InputError
from device.voting.plain_ballot import plain_ballot
from hal_sim.__main__ import main
from hal_sim.commands import soak as command
from hal_sim.soak import batches as soak_batches
from hal_sim.soak import soaker as soaking
from hal_sim.soak.run import MAX_ERRORS, soak
from hal_sim.soak.selections import draw_marks
from hal_sim.soak.soaker import BATCH_BALLOTS, BatchResult, Encryptor, MakeEncryptor, Soaker, by_tables
from hal_sim.soak.state import SoakState, read_state, save_state

SEED = bytes(range(16))
BUDGETS_BYTES = (7 << 20, 4 << 20)


@pytest.fixture(scope="module")
def soaker() -> Soaker:
    return Soaker(SEED, terminal_budget_bytes=BUDGETS_BYTES[0], opening_budget_bytes=BUDGETS_BYTES[1])


@pytest.fixture(scope="module")
def honest(soaker: Soaker) -> BatchResult:
    return soaker.batch(0)


def test_a_batch_of_hundreds_of_positions_holds_and_is_partly_verified(honest: BatchResult) -> None:
    assert honest.errors == ()
    assert (honest.ballots, honest.verified) == (BATCH_BALLOTS, 1)
    assert BATCH_BALLOTS * 27 <= honest.positions <= BATCH_BALLOTS * 45


def test_the_same_seed_gives_the_same_ballots(soaker: Soaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soaking, "BATCH_BALLOTS", 2)
    made: list[list[bytes]] = []

    def noting(keys: ElectionKeys, powers: Powers, random: randomness.Random) -> Encryptor:
        made.append([])
        return Noting(by_tables(keys, powers, random), made[-1])

    other = Soaker(SEED, (noting,), *BUDGETS_BYTES)
    monkeypatch.setattr(soaker, "_make_encryptors", (noting,))
    for each in (other, soaker):
        assert each.batch(3).errors == ()
    soaker.batch(4)
    assert made[0] == made[1] != made[2]


def test_selections_are_of_every_kind(soaker: Soaker) -> None:
    contests = soaker._election.manifest.style_contests(1)
    shape = soaker._election.manifest.shape(1)
    draw, seen = Random(1), set()  # noqa: S311  the same every time
    for _ in range(300):
        marks = draw_marks(contests, draw)
        check_selections(shape, plain_ballot(contests, marks))
        for contest, marked in zip(contests, marks.contests, strict=True):
            kind = (marked.used == 0, marked.used == contest.selection_limit, len(marked.write_ins))
            seen |= {(contest.index, *kind), (contest.index, "most", max(marked.votes))}
    for contest in contests:
        assert (contest.index, True, False, 0) in seen
        assert any((contest.index, False, True, count) in seen for count in range(3))
        assert (contest.index, "most", contest.options[0].limit) in seen
        fields = min(contest.write_ins, contest.selection_limit)
        assert any((contest.index, False, full, fields) in seen for full in (True, False))


class Noting:
    """Notes the codes of the ballots that are made."""

    def __init__(self, inner: Encryptor, codes: list[bytes]) -> None:
        self._inner = inner
        self._codes = codes

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        made = self._inner.encrypt(shape, plain, chaining_field)
        self._codes.append(made.ballot.confirmation_code)
        return made


class Broken:
    """An encryptor that is wrong for every other ballot."""

    def __init__(self, inner: Encryptor) -> None:
        self._inner = inner
        self._made = 0

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        self._made += 1
        if self._made % 2:
            return self._inner.encrypt(shape, plain, chaining_field)
        return self.wrong(shape, plain, chaining_field)

    def wrong(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        raise NotImplementedError


class SwapsOptions(Broken):
    """Gives the votes of each contest's first option to the second, and the other way round."""

    def wrong(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        swapped = tuple(
            replace(each, values=(each.values[1], each.values[0], *each.values[2:]))
            for each in plain.contests
        )
        return self._inner.encrypt(shape, PlainBallot(swapped), chaining_field)


class LosesWriteIns(Broken):
    """Keeps the count of write-ins, and loses the names."""

    def wrong(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        empty = (b'\x00\x10{"write_ins":[]}', b"")
        contests = tuple(
            replace(each, data=empty[0].ljust(len(each.data), b"\x00") if each.data else b"")
            for each in plain.contests
        )
        return self._inner.encrypt(shape, PlainBallot(contests), chaining_field)


class BreaksProofs(Broken):
    """Changes one response of one proof."""

    def wrong(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        made = self._inner.encrypt(shape, plain, chaining_field)
        first = made.ballot.contests[0]
        response = first.limit_proof[0]
        changed = replace(response, v=(response.v + 1) % STANDARD.q)
        contest = replace(first, limit_proof=(changed, *first.limit_proof[1:]))
        return replace(made, ballot=replace(made.ballot, contests=(contest, *made.ballot.contests[1:])))


class ChangesCiphertexts(Broken):
    """Multiplies one beta by K: one vote more."""

    def wrong(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        made = self._inner.encrypt(shape, plain, chaining_field)
        first = made.ballot.contests[0]
        ciphertext = first.ciphertexts[0]
        changed = replace(ciphertext, beta=ciphertext.beta * STANDARD.g % STANDARD.p)
        contest = replace(first, ciphertexts=(changed, *first.ciphertexts[1:]))
        return replace(made, ballot=replace(made.ballot, contests=(contest, *made.ballot.contests[1:])))


class Refuses(Broken):
    """Makes no ballot at all."""

    def wrong(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        raise EncryptionError("The terminal's own ciphertext did not survive its self-check.")


def broken(kind: type[Broken]) -> MakeEncryptor:
    def make(keys: ElectionKeys, powers: Powers, random: randomness.Random) -> Encryptor:
        return kind(by_tables(keys, powers, random))

    return make


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (SwapsOptions, "holds other selections than were made."),
        (LosesWriteIns, "holds other write-ins than were made."),
        (BreaksProofs, "Verification 7"),
        (ChangesCiphertexts, "does not open with its nonce."),
        (Refuses, "self-check"),
    ],
)
def test_a_wrong_encryptor_is_caught(
    kind: type[Broken], sentence: str, soaker: Soaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soaking, "VERIFY_EVERY", 4)
    monkeypatch.setattr(soaker, "_make_encryptors", (broken(kind),))
    # Of ballots 9 to 17, counted from 0, the even ones are wrong; 12 and 16 are verified.
    monkeypatch.setattr(soaking, "BATCH_BALLOTS", 9)
    result = soaker.batch(1)
    wrong = {int(error.split(":")[0].removeprefix("Ballot ")) for error in result.errors}
    assert wrong
    assert wrong <= {11, 13, 15, 17}
    assert all(sentence in error for error in result.errors)


def test_wrong_entries_of_a_table_are_caught_even_without_a_self_check(
    soaker: Soaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soaking, "BATCH_BALLOTS", 2)

    def wrong_table(keys: ElectionKeys, powers: Powers, random: randomness.Random) -> Encryptor:
        assert isinstance(powers, TablePowers)
        g, vote_key, data_key = powers.tables
        bits, row = vote_key.rows[3]
        damaged = (bits, (*row[:9], *(each * STANDARD.g % STANDARD.p for each in row[9:])))
        rows = (*vote_key.rows[:3], damaged, *vote_key.rows[4:])
        table = ExponentTable(STANDARD, vote_key.base, rows)
        return BallotEncryptor(STANDARD, keys, TablePowers(g, table, data_key), random)

    monkeypatch.setattr("device.electionguard.encryption.SelfCheck.run", lambda *_given: None)
    monkeypatch.setattr(soaker, "_make_encryptors", (wrong_table,))
    result = soaker.batch(0)
    assert any("does not open with its nonce" in error for error in result.errors)


# The run, its state and the command


def counted(*errors: int) -> Iterator[BatchResult]:
    for number in errors:
        yield BatchResult(20, 700, 1, ("Ballot 1: wrong.",) * number)


def test_a_run_ends_when_there_are_enough_positions_or_too_many_errors() -> None:
    kept: list[SoakState] = []
    clock = iter(range(100))
    end = soak(
        SoakState(SEED), 1500, counted(0, 2, 0, 0), lambda state, _: kept.append(state), lambda: next(clock)
    )
    assert (end.batches, end.ballots, end.positions, end.verified, end.errors) == (3, 60, 2100, 3, 2)
    assert [state.positions for state in kept] == [700, 1400, 2100]
    assert end.positions_per_s == 700
    assert soak(SoakState(SEED), 10**6, counted(0, MAX_ERRORS, 0), lambda *_: None).batches == 2


def test_a_state_is_read_back_as_it_was_and_anything_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "soak.json"
    assert read_state(path) is None
    state = SoakState(SEED, 3, 60, 2100, 1, 0, 123_456)
    save_state(path, SoakState(SEED))
    save_state(path, state)
    assert read_state(path) == state
    assert [each.name for each in tmp_path.iterdir()] == ["soak.json"]
    for content in (
        b"",
        b"{}",
        path.read_bytes() + b" ",
        path.read_bytes().replace(b'"errors":0', b'"errors":-1'),
    ):
        path.write_bytes(content)
        with pytest.raises(InputError):
            read_state(path)


class Interrupted:
    """Counts like a soaker, and is stopped from the keyboard after ``after`` batches."""

    after = 10**6
    error = ""

    def __init__(self, seed: bytes) -> None:
        self._made = 0

    def batch(self, number: int) -> BatchResult:
        if self._made == self.after:
            raise KeyboardInterrupt
        self._made += 1
        return BatchResult(20, 700 + number, 0, (self.error,) if self.error else ())


def test_the_command_goes_on_where_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak_batches, "Soaker", Interrupted)
    monkeypatch.setattr(Interrupted, "after", 3)
    path = tmp_path / "soak.json"
    arguments = ["soak", "--positions", "5000", "--jobs", "1", "--state", str(path), "--seed", SEED.hex()]
    assert main(arguments) == command.STOPPED
    assert json.loads(path.read_bytes())["positions"] == 700 + 701 + 702
    monkeypatch.setattr(Interrupted, "after", 100)
    assert main(arguments) == command.HOLDS
    at_once = tmp_path / "at_once.json"
    assert main([*arguments[:5], "--state", str(at_once), "--seed", SEED.hex()]) == command.HOLDS
    counts = [{**json.loads(each.read_bytes()), "working_ms": 0} for each in (path, at_once)]
    assert counts[0] == counts[1]
    assert "No error." in capsys.readouterr().out
    assert main([*arguments[:-1], "00" * 16]) == 2
    assert "another seed" in capsys.readouterr().err


def test_the_command_fails_for_a_single_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak_batches, "Soaker", Interrupted)
    monkeypatch.setattr(Interrupted, "error", "Ballot 7: Contest 1 holds other selections than were made.")
    assert main(["soak", "--positions", "1", "--jobs", "1"]) == command.FAILS
    out, err = capsys.readouterr()
    assert "ERRORS" in out
    assert "Ballot 7" in err


def test_the_command_with_two_real_processes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["soak", "--positions", "1", "--jobs", "2"]) == 0
    assert f"Ballots:    {BATCH_BALLOTS}, each opened" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [["--positions", "0"], ["--seed", "12"], ["--jobs", "x"], ["--seed", "zz" * 16]]
)
def test_what_is_no_soak_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["soak", *wrong])
