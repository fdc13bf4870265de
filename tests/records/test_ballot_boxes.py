"""Ballot boxes on good media: what they keep, in which order, and what they refuse."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.box_ballots import (
    IDENTITY,
    KEY,
    MAX_BODY_BYTES,
    ballot,
    created,
    decide,
    folders,
    opened,
    record,
)

from device.errors import MediumFull, SignatureError, StateError, StorageError
from device.formats.canonical import canonical_bytes
from device.records.ballot_boxes import SPARE_SLOTS, BallotBoxes
from device.records.ballot_record import final_record, rebuilt_record, sign_body
from device.records.ballot_state import BallotCounts, BallotState
from device.records.box_finding import BOX_NAME, create_box, discard_box, find_box
from device.records.box_states import BoxState
from hal_sim.entropy import SeededEntropy
from hal_sim.media import SimulatedMedia, simulated_media


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(*folders(tmp_path))


def states(boxes: BallotBoxes) -> list[BoxState]:
    return [report.state for report in boxes.media()]


def test_new_boxes_are_empty_and_in_step(media: SimulatedMedia) -> None:
    boxes = created(media, capacity=5)
    assert boxes.counts() == BallotCounts(0, 0, 0, 0, 0)
    assert boxes.room() == 5
    assert states(boxes) == [BoxState.IN_STEP] * 3
    assert len(boxes.ballots()) == 0


def test_a_recorded_ballot_is_undecided_and_kept_byte_for_byte_on_every_medium(
    media: SimulatedMedia,
) -> None:
    each = ballot(1)
    record(created(media), each)
    for medium in (media.internal, *media.removable):
        box = find_box(medium)
        assert box is not None
        box.scan(lambda _ballot: None)
        stored = box.read(each.code)
        assert (stored.body, stored.body_signature) == (each.body, each.body_signature)
        assert stored.state is None
        assert stored.signature is None


def test_a_decision_stands_on_every_medium_with_its_signature(media: SimulatedMedia) -> None:
    each = ballot(1)
    boxes = created(media)
    record(boxes, each)
    decide(boxes, each, BallotState.CHALLENGED)
    boxes.close()
    for medium in (media.internal, *media.removable):
        box = find_box(medium)
        assert box is not None
        box.scan(lambda _ballot: None)
        stored = box.read(each.code)
        assert stored.state is BallotState.CHALLENGED
        assert stored.signature == each.decision(BallotState.CHALLENGED)


def test_counts_follow_the_decisions_and_never_go_down(media: SimulatedMedia) -> None:
    boxes = created(media)
    for number in range(4):
        record(boxes, ballot(number))
    for number, state in enumerate(BallotState):
        decide(boxes, ballot(number), state)
    expected = BallotCounts(encrypted=4, cast=1, challenged=1, spoiled=1, undecided=1)
    assert boxes.counts() == expected
    assert opened(media).counts() == expected
    assert [each.code for each in boxes.undecided()] == [ballot(3).code]


def test_ballots_are_handed_out_by_code_and_not_by_time(media: SimulatedMedia) -> None:
    boxes = created(media)
    for number in range(8):
        record(boxes, ballot(number))
    codes = [each.code for each in boxes.ballots()]
    assert codes == sorted(ballot(number).code for number in range(8))
    assert boxes.ballots()[2:4][0].code == codes[2]


def test_the_same_code_is_not_recorded_twice(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    with pytest.raises(StateError):
        record(boxes, ballot(1))
    assert boxes.counts().encrypted == 1


def test_a_decision_is_final_and_may_be_said_again(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    decide(boxes, ballot(1), BallotState.CAST)
    writes = media.power.writes
    decide(boxes, ballot(1), BallotState.CAST)
    assert media.power.writes == writes
    with pytest.raises(StateError):
        decide(boxes, ballot(1), BallotState.SPOILED)
    assert opened(media).counts().cast == 1


def test_nothing_unsigned_is_recorded_or_decided(media: SimulatedMedia) -> None:
    boxes = created(media)
    forged = ballot(1, Ed25519PrivateKey.generate())
    with pytest.raises(SignatureError):
        record(boxes, forged)
    with pytest.raises(SignatureError):
        record(boxes, replace(ballot(1), code=ballot(2).code))
    record(boxes, ballot(1))
    with pytest.raises(SignatureError):
        boxes.decide(ballot(1).code, BallotState.CAST, ballot(1).decision(BallotState.SPOILED))
    with pytest.raises(StateError):
        decide(boxes, ballot(2), BallotState.CAST)
    assert boxes.counts() == BallotCounts(1, 0, 0, 0, 1)


def test_a_ballot_larger_than_a_slot_is_refused_before_anything_is_written(media: SimulatedMedia) -> None:
    boxes = BallotBoxes.create(
        media.internal,
        media.removable,
        IDENTITY,
        max_body_bytes=100,
        capacity=2,
        entropy=SeededEntropy(b""),
    )
    large = next(ballot(number) for number in range(99) if len(ballot(number).body) > 1500)
    writes = media.power.writes
    body = large.body.replace(b"T-1", b"T" * 4096)
    with pytest.raises(ValueError, match="larger than a slot"):
        record(boxes, replace(large, body=body, body_signature=sign_body(body, KEY)))
    assert media.power.writes == writes
    record(boxes, large)  # a slot is rounded up to whole pages


def test_a_full_box_says_so_and_keeps_what_it_has(media: SimulatedMedia) -> None:
    boxes = created(media, capacity=2)
    for number in range(2 + SPARE_SLOTS):
        record(boxes, ballot(number))
    assert boxes.room() == 0
    with pytest.raises(MediumFull):
        record(boxes, ballot(99))
    assert opened(media).counts().encrypted == 2 + SPARE_SLOTS


def test_boxes_are_not_created_over_ballots_or_over_each_other(media: SimulatedMedia) -> None:
    boxes = created(media)
    with pytest.raises(StateError):
        created(media)
    record(boxes, ballot(1))
    boxes.close()
    discard_box(media.internal)
    with pytest.raises(StateError, match="stick A"):
        created(media)
    assert opened(media).counts().encrypted == 1


def test_a_box_is_never_created_over_a_box(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    box = find_box(media.removable[0])
    assert box is not None
    with pytest.raises(StorageError, match="stick A"):
        create_box(media.removable[0], box.header, lambda _done: None)
    assert boxes.heal().boxes[1].ballots_copied == 0


def test_opening_where_no_box_was_ever_made_says_so(media: SimulatedMedia) -> None:
    with pytest.raises(StateError):
        opened(media)


def test_fewer_ballots_than_the_log_knows_of_are_never_believed(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    assert opened(media, at_least=1).counts().encrypted == 1
    with pytest.raises(StorageError, match="2 ballots"):
        opened(media, at_least=2)


@pytest.mark.parametrize(
    "identity",
    [replace(IDENTITY, extended_base_hash=bytes(32)), replace(IDENTITY, device_id="T-2")],
    ids=["another election", "another terminal"],
)
def test_the_box_of_another_election_or_terminal_is_left_alone(
    media: SimulatedMedia, tmp_path: Path, identity: object
) -> None:
    own = created(media)
    record(own, ballot(1))
    own.close()
    before = (tmp_path / "stick-a" / BOX_NAME).read_bytes()
    other = simulated_media(tmp_path / "other", {"stick A": tmp_path / "stick-a"})
    foreign = BallotBoxes.create(
        other.internal,
        other.removable,
        identity,
        MAX_BODY_BYTES,
        4,
        SeededEntropy(b"x"),  # type: ignore[arg-type]
    )
    assert states(foreign) == [BoxState.IN_STEP, BoxState.FOREIGN]
    assert (tmp_path / "stick-a" / BOX_NAME).read_bytes() == before
    with pytest.raises(StorageError, match="another election"):
        BallotBoxes.open(media.internal, [], identity, SeededEntropy(b"x"))  # type: ignore[arg-type]


def test_every_box_has_an_identity_of_its_own(media: SimulatedMedia) -> None:
    created(media).close()
    ids = set()
    for medium in (media.internal, *media.removable):
        box = find_box(medium)
        assert box is not None
        ids.add(box.header.box_id)
    assert len(ids) == 3


def test_a_decided_record_is_the_body_parsed_and_written_with_its_state_and_signature() -> None:
    each = ballot(5)
    for state in BallotState:
        data, signature = final_record(each.body, state, KEY)
        value = json.loads(each.body)
        style = value.pop("ballot_style_ix")
        final = {"ballot_style_ix": style, "ballot_state": state.value, **value}
        KEY.public_key().verify(signature, canonical_bytes(final))
        assert data == canonical_bytes({**final, "signature": signature.hex().upper()})
        assert data == rebuilt_record(each.body, state, signature)


def test_no_code_or_body_stands_in_a_repr(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    decide(boxes, ballot(1), BallotState.CAST)
    show: Callable[[object], str] = repr
    text = (
        show(boxes.ballots()[0]) + show(boxes.media()) + show(boxes.heal()) + show(list(boxes.undecided()))
    )
    assert ballot(1).code.hex()[:12] not in text.lower()
    assert "\\x" not in text
