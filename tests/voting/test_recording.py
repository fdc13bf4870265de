"""The durable order of a ballot, on real boxes and with real encryption."""

import gc
import json
from pathlib import Path

import pytest
from gmpy2 import mpz
from support.voter_recording import DEVICE_KEY, PUBLIC_KEY, Bench, bench, decrypted, device_record
from support.voter_story import MANIFEST

from device.election.election import Chaining
from device.electionguard.ballot import PlainBallot
from device.electionguard.chaining import next_field, no_chaining_field
from device.electionguard.encryption import Encryption
from device.errors import EntropyError, MediumError, MediumFailing, MediumFull, StateError
from device.hal import JobState
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_record import (
    check_record_signature,
    final_record,
    read_ballot_body,
    read_ballot_record,
    rebuilt_record,
)
from device.records.ballot_state import BallotState
from device.records.books import chain_order
from device.records.event_kinds import EventKind
from device.voting.marks import BallotMarks, ContestMarks, blank_marks
from device.voting.plain_ballot import plain_ballot

STYLE = 2
CONTESTS = MANIFEST.style_contests(STYLE)


def plain(option: int = 1) -> PlainBallot:
    votes = [0, 0, 0]
    votes[option] = 1
    return plain_ballot(CONTESTS, BallotMarks((ContestMarks(tuple(votes)), ContestMarks((0, 1)))))


def record(at: Bench) -> bytes:
    return at.recorder.record(STYLE, plain(), at.print_code).code


def kinds(at: Bench) -> list[EventKind]:
    return [entry.kind for entry in at.log.entries()][1:]


def test_every_step_comes_in_the_one_order(tmp_path: Path) -> None:
    at = bench(tmp_path)
    box = "ballot_box"
    recorded = at.recorder.record(STYLE, plain(), at.print_code)
    assert at.trace == [
        "encrypted",
        f"internal {box}",
        f"stick A {box}",
        f"stick B {box}",
        "printed",
    ]
    assert at.boxes.counts().undecided == 1
    at.trace.clear()
    at.recorder.decide(recorded.code, BallotState.CAST)
    assert at.trace == [f"internal {box}", f"stick A {box}", f"stick B {box}"]
    assert at.boxes.counts().cast == 1
    assert kinds(at) == [EventKind.BALLOT_RECORDED, EventKind.BALLOT_CAST]


def test_what_is_stored_is_what_the_voter_marked(tmp_path: Path) -> None:
    at = bench(tmp_path)
    names = ContestMarks((0, 0, 0), ("ANA PEÑA",))
    marks = BallotMarks((names, ContestMarks((0, 1))))
    code = at.recorder.record(STYLE, plain_ballot(CONTESTS, marks), at.print_code).code
    ballot, device_id = read_ballot_body(at.boxes.ballot(code).body)
    assert (ballot.confirmation_code, ballot.style_index, device_id) == (code, STYLE, "T-1")
    values = [[decrypted(each, 1) for each in contest.ciphertexts] for contest in ballot.contests]
    assert values == [[0, 0, 0, 1], [0, 1]]
    assert ballot.contests[0].data is not None
    assert len(ballot.contests[0].data.c1) == 32 * CONTESTS[0].data_blocks


def test_the_final_record_is_signed_by_the_device(tmp_path: Path) -> None:
    at = bench(tmp_path)
    code = record(at)
    at.recorder.decide(code, BallotState.CHALLENGED)
    stored = at.boxes.ballot(code)
    assert stored.state is BallotState.CHALLENGED
    assert stored.signature is not None
    data = rebuilt_record(stored.body, stored.state, stored.signature)
    assert data == final_record(stored.body, BallotState.CHALLENGED, DEVICE_KEY)[0]
    read = read_ballot_record(data)
    check_record_signature(data, read, PUBLIC_KEY)
    assert read.state is BallotState.CHALLENGED


def test_without_chaining_every_ballot_names_the_device_and_no_other_ballot(tmp_path: Path) -> None:
    at = bench(tmp_path)
    for _ in range(2):
        record(at)
    wanted = no_chaining_field(device_record(Chaining.NONE).device_information_hash)
    assert {read_ballot_body(each.body)[0].chaining_field for each in at.boxes.ballots()} == {wanted}


def chain_of(boxes: BallotBoxes) -> tuple[bytes, ...]:
    first = device_record(Chaining.SIMPLE).initial_code
    assert first is not None
    fields = {each.code: read_ballot_body(each.body)[0].chaining_field for each in boxes.ballots()}
    return chain_order(first, fields)


def test_with_chaining_every_ballot_follows_the_one_before(tmp_path: Path) -> None:
    at = bench(tmp_path, Chaining.SIMPLE)
    codes = tuple(record(at) for _ in range(3))
    assert chain_of(at.boxes) == codes


def test_a_new_recorder_finds_the_end_of_the_chain_in_the_ballots(tmp_path: Path) -> None:
    at = bench(tmp_path, Chaining.SIMPLE)
    codes = [record(at), record(at)]
    at.recorder = at.new_recorder()
    codes.append(record(at))
    assert chain_of(at.boxes) == tuple(codes)


def test_the_end_of_the_chain_is_found_before_a_voter_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = bench(tmp_path, Chaining.SIMPLE)
    codes = [record(at), record(at)]
    at.recorder = at.new_recorder()
    at.recorder.find_chain()
    with monkeypatch.context() as patched:
        patched.delattr(BallotBoxes, "ballots")
        codes.append(record(at))
    assert chain_of(at.boxes) == tuple(codes)


@pytest.mark.parametrize("chaining", list(Chaining))
def test_after_a_failed_recording_the_next_try_succeeds_and_no_chain_forks(
    tmp_path: Path, chaining: Chaining
) -> None:
    at = bench(tmp_path, chaining)
    first = record(at)
    at.trace.clear()
    at.media.disks["internal"].pull()
    with pytest.raises(MediumError):
        record(at)
    assert "printed" not in at.trace
    at.media.disks["internal"].put_back()
    second = record(at)
    assert at.boxes.counts().undecided == 2
    if chaining is Chaining.SIMPLE:
        assert chain_of(at.boxes) == (first, second)


def test_a_ballot_that_landed_although_its_write_failed_stays_in_the_chain(tmp_path: Path) -> None:
    at = bench(tmp_path, Chaining.SIMPLE)
    first = record(at)
    real = at.boxes.record

    def fails_after_writing(code: bytes, body: bytes, body_signature: bytes) -> None:
        real(code, body, body_signature)
        raise MediumFailing("The internal storage failed.")

    at.boxes.record = fails_after_writing  # type: ignore[method-assign]
    with pytest.raises(MediumFailing):
        record(at)
    at.boxes.record = real  # type: ignore[method-assign]
    third = record(at)
    chain = chain_of(at.boxes)
    assert (chain[0], chain[2], len(chain)) == (first, third, 3)


def test_a_pulled_stick_stops_nobody(tmp_path: Path) -> None:
    at = bench(tmp_path)
    at.media.disks["stick A"].pull()
    code = record(at)
    at.recorder.decide(code, BallotState.CAST)
    assert at.boxes.counts().cast == 1
    assert at.trace[:4] == ["encrypted", "internal ballot_box", "stick B ballot_box", "printed"]


def test_without_randomness_nothing_is_stored_and_nothing_printed(tmp_path: Path) -> None:
    at = bench(tmp_path)
    at.entropy.break_down()
    with pytest.raises(EntropyError):
        record(at)
    assert at.trace == []
    assert at.boxes.counts().encrypted == 0
    assert kinds(at) == [EventKind.BALLOT_NOT_RECORDED]


def test_paper_trouble_never_undoes_a_ballot(tmp_path: Path) -> None:
    at = bench(tmp_path)
    at.paper = JobState.REFUSED
    assert at.recorder.record(STYLE, plain(), at.print_code).printed is JobState.REFUSED

    def journal_fails(_code: bytes) -> JobState:
        raise MediumFailing("The journal cannot be written.")

    assert at.recorder.record(STYLE, plain(), journal_fails).printed is JobState.UNKNOWN
    assert at.boxes.counts().undecided == 2


def test_a_full_log_loses_no_ballot_and_admits_no_further_voter(tmp_path: Path) -> None:
    at = bench(tmp_path, log_capacity=2)
    record(at)
    record(at)
    assert at.boxes.counts().encrypted == 2
    assert kinds(at).count(EventKind.BALLOT_RECORDED) == 1
    with pytest.raises(MediumFull, match="full"):
        at.log.append(EventKind.BALLOT_ACTIVATED)


def test_a_decision_is_made_once(tmp_path: Path) -> None:
    at = bench(tmp_path)
    code = record(at)
    at.recorder.decide(code, BallotState.CAST)
    at.recorder.decide(code, BallotState.CAST)
    with pytest.raises(StateError):
        at.recorder.decide(code, BallotState.SPOILED)
    with pytest.raises(StateError):
        at.recorder.decide(bytes(32), BallotState.CAST)
    assert at.boxes.counts().cast == 1
    assert kinds(at).count(EventKind.BALLOT_CAST) == 1, "asked for twice, it happened once"


def test_a_poll_worker_stands_in_the_log_where_a_ballot_is_spoiled(tmp_path: Path) -> None:
    at = bench(tmp_path)
    at.recorder.decide(record(at), BallotState.SPOILED)
    entry = at.log.entries()[-1]
    assert (entry.kind, entry.user) == (EventKind.BALLOT_SPOILED, "poll_worker")


def test_no_nonce_outlives_its_encryption(tmp_path: Path) -> None:
    at = bench(tmp_path)
    before = encryptions()
    record(at)
    assert encryptions() == before


def encryptions() -> set[int]:
    gc.collect()
    return {id(each) for each in gc.get_objects() if isinstance(each, Encryption)}


def test_no_medium_and_no_log_holds_a_name_or_a_selection(tmp_path: Path) -> None:
    at = bench(tmp_path)
    marks = BallotMarks((ContestMarks((0, 0, 0), ("QUETZALCÓATL",)), *blank_marks(CONTESTS[1:]).contests))
    code = at.recorder.record(STYLE, plain_ballot(CONTESTS, marks), at.print_code).code
    at.recorder.decide(code, BallotState.CAST)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert "QUETZALCÓATL".encode() not in data
            assert "QUETZAL".encode("utf-16-le") not in data
    log = json.dumps([str(entry) for entry in at.log.entries()])
    assert code.hex() not in log.lower()


def test_the_next_field_is_the_code_before(tmp_path: Path) -> None:
    at = bench(tmp_path, Chaining.SIMPLE)
    first, second = record(at), record(at)
    fields = [read_ballot_body(at.boxes.ballot(code).body)[0].chaining_field for code in (first, second)]
    start = device_record(Chaining.SIMPLE).initial_code
    assert start is not None
    assert fields == [next_field(start), next_field(first)]
    assert mpz(int.from_bytes(fields[0][:4], "big")) == 1
