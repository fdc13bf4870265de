"""A bounded round of fuzzing for every run of the tests; ``python -m fuzz`` goes on for hours.

Every reader of a file or a medium: it accepts only what it can account for, and refuses all else with
one sentence from the error tree; nothing else escapes, and nothing takes long.
"""

import json
from random import Random

import pytest
from fuzz.memory_medium import MemoryMedium
from fuzz.mutations import STRANGE, bytes_changed, json_changed, pages_changed
from fuzz.readers import all_readers
from fuzz.stores import BALLOTS, DECISIONS, START, all_stores, box_images, log_image, sealed_box, sealed_log
from fuzz.target import Target
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.box_ballots import IDENTITY
from support.package_surgery import example

from device.errors import FormatError, SealmarkError, StorageError
from device.formats.canonical import canonical_bytes
from device.records.ballot_boxes import BallotBoxes
from device.records.box_finding import BOX_NAME
from device.records.event_format import pack_event
from device.records.event_log import LOG_NAME, EventLog
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy
from hal_sim.office.election_file import EXAMPLE_FILE, read_election_file
from hal_sim.office.key_shares import exchange_file, read_exchange_file

TARGETS = {each.name: each for each in (*all_readers(), *all_stores())}
EXECUTIONS = 120


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXECUTIONS, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**64 - 1))
def test_a_reader_accepts_or_refuses_whatever_it_is_given(name: str, seed: int) -> None:
    target = TARGETS[name]
    data = target.mutated(Random(seed))  # noqa: S311  a failing seed fails again
    assert target.accepts(data) in (True, False)


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_accepts_what_fuzzing_starts_from_and_refuses_most_of_what_it_makes(name: str) -> None:
    target = TARGETS[name]
    assert all(target.accepts(seed) for seed in target.seeds)
    draw = Random(name)  # noqa: S311  the same every time
    changed = [each for each in (target.mutated(draw) for _ in range(60)) if each not in target.seeds]
    assert len(changed) > 40
    # A damaged mirror never stops a terminal, and most of a ballot box is empty slots.
    if not name.startswith("ballot box and bad"):
        assert not all(target.accepts(each) for each in changed)


def test_a_target_that_breaks_is_noticed() -> None:
    def accepts_everything(data: bytes) -> None:
        assert data == b"{}", "accepted what it should not have accepted"

    def refuses_badly(_data: bytes) -> None:
        raise FormatError("no sentence\nat all")

    def breaks(data: bytes) -> None:
        raise KeyError(data)

    for check, escaped in (
        (accepts_everything, AssertionError),
        (refuses_badly, AssertionError),
        (breaks, KeyError),
    ):
        with pytest.raises(escaped):
            Target("broken", (b"{}",), bytes_changed, check).accepts(b"[]")


def test_changes_reach_every_kind_of_place() -> None:
    draw = Random(1)  # noqa: S311  the same every time
    value = {"a": [1, {"b": "text", "c": ["x", "y"]}], "d": {}, "e": "F" * 64}
    made = {json_changed(draw, canonical_bytes(value)) for _ in range(3000)}
    texts = [each.decode("utf-8", "replace") for each in made]
    assert len(made) > 1500
    assert any('"a":[1,1' in each for each in texts)
    assert any('["y","x"]' in each for each in texts)
    assert any('"extra":' in each for each in texts)
    assert any("null" in each for each in texts)
    assert any('"[[[[' in each for each in texts)
    for strange in (True, -1, 0.5, "", {}):
        assert any(json.dumps(strange) in each for each in texts)
    assert len(STRANGE) > 20
    image = log_image()
    pages = {pages_changed(draw, image) for _ in range(200)}
    assert {len(each) for each in pages} == {len(image)}
    assert len(pages) > 150


def test_sealing_makes_checksums_hold() -> None:
    for image, seal in ((box_images()[0], sealed_box), (log_image(), sealed_log)):
        assert seal(image) == image
        at = image.index(b"SBAL" if seal is sealed_box else b"SEVT") + 20
        changed = image[:at] + bytes((image[at] ^ 1,)) + image[at + 1 :]
        assert seal(changed) != changed


# What fuzzing found, kept


def test_a_box_made_for_a_device_with_a_strange_name_is_no_box_of_ours() -> None:
    image = bytearray(box_images()[0])
    for at in (0, 4096):
        image[at + 52 : at + 60] = b"\xff\xfe terminal"[:8]
    internal = MemoryMedium("internal", removable=False)
    internal.files[BOX_NAME] = bytearray(sealed_box(bytes(image)))
    with pytest.raises(SealmarkError):
        BallotBoxes.open(internal, [], IDENTITY, SeededEntropy(b"open"))


def test_an_event_with_details_too_deep_to_read_is_refused() -> None:
    event = {"@type": "EventLogging.Event", "Id": "log_started", "Sequence": "1", "Details": "[" * 3000}
    image = pack_event(canonical_bytes(event), bytes(32)) + bytes(4096)
    medium = MemoryMedium("internal", removable=False, files={LOG_NAME: bytearray(image)})
    with pytest.raises(StorageError):
        EventLog.open(medium, SimulatedClock(START))


def test_a_share_that_stands_twice_or_out_of_order_is_refused() -> None:
    shares = example().preparation.ceremony.exchange
    root = json.loads(exchange_file(shares))
    twice, turned = ({"shares": [*root["shares"], root["shares"][-1]]}, {"shares": root["shares"][::-1]})
    for wrong in (twice, turned):
        with pytest.raises(FormatError, match="twice"):
            read_exchange_file(canonical_bytes(wrong))


@pytest.mark.parametrize("value", ["null", "0.5", '"\\ud800"'])
def test_an_election_file_with_a_value_that_has_no_canonical_form_is_refused(value: str) -> None:
    root = json.loads(EXAMPLE_FILE.read_bytes())
    root["contests"][0]["selection_limit"] = "HERE"
    data = json.dumps(root).replace('"HERE"', value).encode()
    with pytest.raises(FormatError):
        read_election_file(data, "election.json")


def test_the_boxes_that_are_fuzzed_hold_what_was_put_in() -> None:
    assert len(BALLOTS) == len(DECISIONS) == 5
    assert box_images()[0] != box_images()[1]
