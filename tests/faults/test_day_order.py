"""With chaining off nothing stored or exported tells the order of ballots, nor what was on them.

The order is known here; every number that can be read from the media is held against it.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.day_cuts import Scene, scene
from support.day_election import NORTH, SOUTH, day_election
from support.day_media import opened
from support.day_room import STICK
from support.day_secrets import data_of

from device.election.election import Chaining
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.contest_data import encode_write_ins
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.formats.hexadecimal import hex_of_bytes
from device.hal import SECTOR_BYTES, JobState
from device.polls.ballot_hints import keep_hints
from device.records.ballot_state import BallotState
from device.records.books import device_record
from device.records.box_format import unpack_header
from device.records.box_states import BoxState
from device.records.event_log import EventLog
from device.records.hint_store import HINT_STORE_NAME
from device.voting.recording import BallotRecorder

BALLOTS = 48
CAPACITY = 100
# Spearman's rho of 48 random pairs has a standard deviation of 1/sqrt(47) = 0.146.
FOUR_DEVIATIONS = 0.59


@dataclass
class KnownDay:
    """A closed day; ``order``: the codes as the voters came."""

    folder: Path
    order: list[str]
    record: Path

    def ranks(self, number_of: Callable[[str], float]) -> float:
        """How strongly a number of each ballot follows the order of voters, -1 to 1."""
        return spearman([number_of(code) for code in self.order], list(range(len(self.order))))


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """The rank correlation; equal values share their mean rank. 0 where one of them is constant."""
    one, two = _ranks(first), _ranks(second)
    mean = (len(one) - 1) / 2
    spread = [sum((rank - mean) ** 2 for rank in ranks) for ranks in (one, two)]
    if not all(spread):
        return 0.0
    together = sum((x - mean) * (y - mean) for x, y in zip(one, two, strict=True))
    return float(together / (spread[0] * spread[1]) ** 0.5)


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(values)
    places: dict[float, list[int]] = {}
    for place, value in enumerate(order):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def recorder(now: Scene) -> BallotRecorder:
    """The real recorder of the terminal that runs, without its paper: hundreds of voters at once."""
    rooms = now.terminal.rooms
    election, who = rooms.loaded_election(), rooms.identity
    assert rooms.powers is not None
    encryptor = BallotEncryptor(STANDARD, election.keys, rooms.powers, rooms.rig.entropy.random_bytes)
    device = device_record(election, who.device_id, who.device_information, who.public_key, "1")
    return BallotRecorder(
        election.manifest, device, who.signing_key, encryptor, rooms.open_boxes(), rooms.log
    )


def short_ballot(yes: bool) -> PlainBallot:
    return PlainBallot((PlainContest((int(yes), int(not yes)), b""),))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> KnownDay:
    """48 ballots in a known order, the stick missing for a while and healed, then closed."""
    folder = tmp_path_factory.mktemp("order")
    office = day_election(Chaining.NONE, "continue", CAPACITY)
    now = scene(folder, opened(Chaining.NONE, "continue", CAPACITY), "order")
    order = []
    with now.terminal as terminal:
        stick = terminal.media.disks[STICK]
        voting = recorder(now)
        for number in range(BALLOTS):
            if number == BALLOTS // 3:
                stick.pull()
            if number == BALLOTS // 2:
                stick.put_back()
                boxes = terminal.rooms.open_boxes()
                assert boxes.media()[1].state is BoxState.RETURNED
                assert boxes.catch_up(terminal.clock.steady_s).boxes[1].ballots_copied == BALLOTS // 6
            code = voting.record(SOUTH, short_ballot(number % 2 == 0), lambda _code: JobState.CUT).code
            voting.decide(code, BallotState.CHALLENGED if number % 7 == 0 else BallotState.CAST)
            if number % 5:  # the others are computed when the record is written, in the order of codes
                for kept, hints in voting.take_hints():
                    keep_hints(terminal.rooms, kept, hints)
            terminal.clock.advance(60.0)
            order.append(hex_of_bytes(code))
        now.close()
        assert sorted(terminal.states()) == sorted(order)
    record = folder / "stick" / "sealmark" / office.election.election_id / "T-0001"
    return KnownDay(folder, order, record)


def box_bytes(known: KnownDay, medium: str) -> bytes:
    return (known.folder / medium / "ballot_box" / "box.bin").read_bytes()


@pytest.mark.parametrize("medium", ["internal", "stick"])
def test_places_in_the_ballot_boxes_do_not_follow_the_order(known: KnownDay, medium: str) -> None:
    box = box_bytes(known, medium)
    places = {code: box.index(bytes.fromhex(code)) for code in known.order}
    assert abs(known.ranks(places.__getitem__)) < FOUR_DEVIATIONS
    assert len(set(places.values())) == BALLOTS
    in_place = sorted(known.order, key=places.__getitem__)
    steps = [abs(known.order.index(b) - known.order.index(a)) for a, b in pairwise(in_place)]
    assert steps.count(1) < 10, "voters who came after each other lie beside each other"


@pytest.mark.parametrize("medium", ["internal", "stick"])
def test_no_number_in_a_slot_counts_up_or_down_with_the_voters(known: KnownDay, medium: str) -> None:
    box = box_bytes(known, medium)
    header = unpack_header(box[:SECTOR_BYTES])
    assert header is not None
    heads, decisions = [], []
    for code in known.order:
        slot = (box.index(bytes.fromhex(code)) - header.ballot_offset(0)) // header.stride_bytes
        for sectors, at in ((heads, header.ballot_offset(slot)), (decisions, header.decision_offset(slot))):
            sectors.append(box[at : at + SECTOR_BYTES])
    assert all(any(each) for each in decisions)
    for sectors in (heads, decisions):
        for at in range(SECTOR_BYTES - 8):
            for width in (2, 4, 8):
                for byte_order in ("big", "little"):
                    numbers = [int.from_bytes(each[at : at + width], byte_order) for each in sectors]  # type: ignore[arg-type]
                    assert abs(spearman_if_many(numbers)) < 0.75, (at, width, byte_order)


def spearman_if_many(numbers: list[int]) -> float:
    return spearman(numbers, list(range(len(numbers)))) if len(set(numbers)) > 2 else 0.0


def test_hints_lie_where_their_ballots_lie_and_tell_nothing_more(known: KnownDay) -> None:
    box = box_bytes(known, "internal")
    header = unpack_header(box[:SECTOR_BYTES])
    assert header is not None
    hints = (known.folder / "internal" / HINT_STORE_NAME).read_bytes()
    stride = len(hints) // header.slots
    for slot in range(header.slots):
        head = box[header.ballot_offset(slot) :][:SECTOR_BYTES]
        code = next((each for each in known.order if bytes.fromhex(each) in head), None)
        written = hints[slot * stride : (slot + 1) * stride]
        exported = b"" if code is None else (known.record / "hints" / f"{code}.bin").read_bytes()
        assert written == exported.ljust(stride, b"\0")
    assert not list((known.folder / "stick").rglob(HINT_STORE_NAME))


@pytest.mark.parametrize("folder", ["ballots", "hints"])
def test_files_of_the_record_tell_no_order(known: KnownDay, folder: str) -> None:
    stats = {path.stem: path.stat() for path in (known.record / folder).iterdir()}
    assert sorted(stats) == sorted(known.order)
    every = [path for path in known.record.rglob("*") if path.is_file()]
    assert len({path.stat().st_mtime_ns for path in every}) == 1, "one and the same time for all"
    assert len({path.stat().st_mtime_ns for path in (known.folder / "stick").rglob("*.json")}) == 1
    assert len({(path.stat().st_mode) for path in every}) == 1
    for number in ("st_ino", "st_ctime_ns", "st_atime_ns", "st_size"):
        assert abs(known.ranks(lambda code: getattr(stats[code], number))) < FOUR_DEVIATIONS, number  # noqa: B023
    listed = [Path(entry.name).stem for entry in os.scandir(known.record / folder)]
    assert abs(known.ranks(listed.index)) < FOUR_DEVIATIONS
    births = [stats[code].st_ctime_ns for code in sorted(stats)]
    assert births == sorted(births), "written in the order of codes, which is the order of nobody"


def test_texts_of_the_record_tell_no_order(known: KnownDay) -> None:
    sums = (known.record / "SHA256SUMS").read_text(encoding="ascii")
    paths = [line.split("  ")[1] for line in sums.splitlines()]
    assert paths == sorted(paths)
    closing = json.loads((known.record / "closing.json").read_bytes())
    assert "chain" not in closing
    assert "closing_hash" not in closing
    fields = {json.loads(path.read_bytes())["chaining_field"] for path in known.record.glob("ballots/*")}
    assert len(fields) == 1, "without chaining every ballot has the same field"


def test_identifiers_and_codes_are_in_no_order(known: KnownDay) -> None:
    for name in ("id_b", "confirmation_code", "signature", "h_i"):
        values = {
            path.stem: int(json.loads(path.read_bytes())[name], 16)
            for path in known.record.glob("ballots/*")
        }
        assert abs(known.ranks(values.__getitem__)) < FOUR_DEVIATIONS, name


def test_no_other_file_of_any_medium_knows_a_ballot(known: KnownDay) -> None:
    for path in known.folder.rglob("*"):
        if path.is_file() and path.name != "box.bin" and known.record not in path.parents:
            data = data_of(path)
            assert not any(bytes.fromhex(code) in data for code in known.order), path


@settings(max_examples=30)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=60))
def test_the_measure_of_order_sees_an_order(values: list[int]) -> None:
    assert spearman(list(range(48)), list(range(48))) == pytest.approx(1.0)
    assert spearman(list(range(48)), [48 - each for each in range(48)]) == pytest.approx(-1.0)
    assert -1.0 - 1e-9 <= spearman(values, list(range(len(values)))) <= 1.0 + 1e-9


# What was on the ballots


def day_of(folder: Path, ballots: Sequence[PlainBallot]) -> dict[str, object]:
    """A day with these ballots and always the same randomness: all that can be told from outside."""
    now = scene(folder, opened(), "same randomness")
    with now.terminal as terminal:
        voting = recorder(now)
        for plain in ballots:
            code = voting.record(NORTH, plain, lambda _code: JobState.CUT).code
            voting.decide(code, BallotState.CAST)
        log = EventLog.open(terminal.media.internal, terminal.clock)
        events = [
            (entry.kind, entry.disposition, entry.user, dict(entry.details)) for entry in log.entries()
        ]
        log.close()
        now.close()
        states = sorted(terminal.states().values())
    sizes = sorted(
        (path.parent.name if path.parent.name in {"ballots", "hints"} else path.name, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    )
    return {"events": events, "states": states, "sizes": sizes}


def long_ballot(mayor: int, council: tuple[int, int, int], yes: int, names: tuple[str, ...]) -> PlainBallot:
    return PlainBallot(
        (
            PlainContest(tuple(int(place == mayor) for place in range(3)), b""),
            PlainContest((*council, len(names)), encode_write_ins(names, 4)),
            PlainContest((yes, 0), b""),
        )
    )


def test_days_with_other_selections_look_the_same_from_outside(tmp_path: Path) -> None:
    empty = long_ballot(9, (0, 0, 0), 0, ())
    full = long_ballot(0, (1, 1, 0), 1, ())
    written = long_ballot(2, (0, 0, 0), 1, ("SOMEBODY WITH A LONG NAME", "ANOTHER"))
    days = [
        day_of(tmp_path / name, ballots)
        for name, ballots in {
            "empty": [empty, empty],
            "full": [full, full],
            "mixed": [written, empty],
        }.items()
    ]
    assert days[0] == days[1] == days[2]
