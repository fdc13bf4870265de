"""A recorder with a stock of blanks: same order, same kinds of ballots, and no blank after a failure."""

from pathlib import Path

import pytest
from support.small_group import SMALL
from support.voter_recording import (
    DEVICE_KEY,
    KEYS,
    Bench,
    TracedEncryptor,
    bench,
    decrypted,
    device_record,
)
from support.voter_story import MANIFEST

from device.election.election import Chaining
from device.electionguard.ballot import PlainBallot
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_making import BlankMaker
from device.electionguard.chaining import next_field
from device.electionguard.powers import PlainPowers
from device.electionguard.verify_ballot import verify_ballot
from device.errors import EncryptionError, MediumError
from device.records.ballot_record import read_ballot_body
from device.records.event_kinds import EventKind
from device.voting.blank_pool import BlankPlan, BlankPool
from device.voting.marks import BallotMarks, ContestMarks
from device.voting.plain_ballot import plain_ballot
from device.voting.prepared_encryptor import PreparedEncryptor
from device.voting.recording import BallotRecorder

STYLE = 2
SHAPE = MANIFEST.shape(STYLE)
CONTESTS = MANIFEST.style_contests(STYLE)
POWERS = PlainPowers(SMALL, KEYS)


def plain(name: str = "ANA PEÑA") -> PlainBallot:
    return plain_ballot(CONTESTS, BallotMarks((ContestMarks((0, 0, 0), (name,)), ContestMarks((0, 1)))))


def prepared(at: Bench, blanks: int = 3) -> BlankPool:
    """A stock of so many blanks, which the recorder of the bench then uses."""
    pool = BlankPool(BlankPlan(blanks, 10**7, background=False))
    pool.keep(BlankMaker(SMALL, KEYS, POWERS, at.entropy.random_bytes), [SHAPE])
    pool.fill()
    without = TracedEncryptor(at.trace, at.entropy.random_bytes)
    encryptor = PreparedEncryptor(without, BlankFiller(SMALL, KEYS), pool)
    device = device_record(at.chaining)
    at.recorder = BallotRecorder(MANIFEST, device, DEVICE_KEY, encryptor, at.boxes, at.log, pool.empty)
    return pool


def record(at: Bench) -> bytes:
    return at.recorder.record(STYLE, plain(), at.print_code).code


def test_blanks_first_then_the_encryption_and_all_of_them_verify(tmp_path: Path) -> None:
    at = bench(tmp_path, Chaining.SIMPLE)
    pool = prepared(at, blanks=2)
    codes = [record(at) for _ in range(3)]
    assert at.trace.count("encrypted") == 1
    assert at.trace[-5] == "encrypted", "the last one was encrypted without a blank"
    assert pool.count(SHAPE) == 0
    previous = device_record(Chaining.SIMPLE).initial_code
    for code in codes:
        ballot, _ = read_ballot_body(at.boxes.ballot(code).body)
        assert verify_ballot(SMALL, KEYS, SHAPE, ballot, POWERS) == []
        assert ballot.chaining_field == next_field(previous)
        values = [[decrypted(each, 1) for each in contest.ciphertexts] for contest in ballot.contests]
        assert values == [[0, 0, 0, 1], [0, 1]]
        previous = code


def test_a_blank_that_is_wrong_is_not_recorded_and_the_others_go_too(tmp_path: Path) -> None:
    at = bench(tmp_path)
    pool = prepared(at)
    blanks = list(pool._stock[SHAPE])
    blanks[0]._memory[5] ^= 1
    with pytest.raises(EncryptionError):
        record(at)
    assert at.trace == []
    assert at.boxes.counts().encrypted == 0
    kinds = [entry.kind for entry in at.log.entries()][1:]
    assert kinds == [EventKind.ENCRYPTION_CHECK_FAILED, EventKind.BALLOT_NOT_RECORDED]
    assert pool.count(SHAPE) == 0
    assert not any(any(blank._memory) for blank in blanks)
    record(at)
    assert at.boxes.counts().encrypted == 1


def test_a_ballot_that_cannot_be_stored_destroys_the_blanks(tmp_path: Path) -> None:
    at = bench(tmp_path)
    pool = prepared(at)
    blanks = list(pool._stock[SHAPE])
    at.media.disks["internal"].pull()
    with pytest.raises(MediumError):
        record(at)
    assert pool.count(SHAPE) == 0
    assert not any(any(blank._memory) for blank in blanks)
