"""The event log: what it keeps, what it refuses to hold, and its files in the election record."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import FormatError, MediumMissing, StorageError
from device.formats.canonical import canonical_bytes
from device.records.event_details import MAX_TEXT, WITHHELD, checked_details, loggable
from device.records.event_export import LoggedDevice, event_log_documentation_json, event_log_json
from device.records.event_format import PAGE_BYTES, Disposition
from device.records.event_kinds import NUMBERS, Detail, EventKind, EventType
from device.records.event_log import LOG_NAME, EventLog
from device.records.event_log_file import check_event_log
from hal_sim.clock import SimulatedClock
from hal_sim.media import SimulatedMedia, simulated_media

MORNING = datetime(2026, 11, 3, 6, 30, tzinfo=timezone(timedelta(hours=-5)))
DEVICE = LoggedDevice("T-1", "Sealmark", "Sealmark terminal", "0.1.0")
ELECTION_ID = "0123456789ABCDEF"
SCHEMA = json.loads((Path(__file__).parent / "nist_sp_1500-101_event_logging.schema.json").read_text())


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(tmp_path / "internal", {})


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(MORNING)


@pytest.fixture
def log(media: SimulatedMedia, clock: SimulatedClock) -> EventLog:
    return EventLog.create(media.internal, clock, capacity=40)


def sample_details(kind: EventKind) -> dict[str, str | int]:
    return {detail.value: 3 if detail in NUMBERS else "stick A" for detail in kind.details}


def test_a_log_begins_with_its_beginning(log: EventLog) -> None:
    (first,) = log.entries()
    assert first.kind is EventKind.LOG_STARTED
    assert first.sequence == 1
    assert first.time == MORNING


def test_every_kind_is_kept_with_all_its_details_and_read_back(
    media: SimulatedMedia, clock: SimulatedClock
) -> None:
    log = EventLog.create(media.internal, clock, capacity=2 * len(EventKind))
    for kind in EventKind:
        clock.advance(60)
        log.append(kind, Disposition.FAILURE, "poll_worker", sample_details(kind))
    log.close()
    again = EventLog.open(media.internal, clock)
    assert again.entries() == log.entries()
    entries = again.entries()[1:]
    assert [entry.kind for entry in entries] == list(EventKind)
    assert [dict(entry.details) for entry in entries] == [
        {detail.value: sample_details(kind)[detail.value] for detail in Detail if detail in kind.details}
        for kind in EventKind
    ]
    assert {entry.user for entry in entries} == {"poll_worker"}
    assert again.count(EventKind.BALLOT_CAST) == 1
    assert again.damaged_pages == 0


def test_events_go_on_after_the_log_was_opened_again(
    media: SimulatedMedia, clock: SimulatedClock, log: EventLog
) -> None:
    log.append(EventKind.STARTED, details={"version": "0.1.0"})
    again = EventLog.open(media.internal, clock)
    again.append(EventKind.SHUT_DOWN)
    assert [entry.sequence for entry in EventLog.open(media.internal, clock).entries()] == [1, 2, 3]


def test_a_log_is_not_begun_over_another(
    media: SimulatedMedia, clock: SimulatedClock, log: EventLog
) -> None:
    with pytest.raises(StorageError):
        EventLog.create(media.internal, clock)
    assert len(EventLog.open(media.internal, clock).entries()) == len(log.entries())


def test_a_log_that_is_not_there_is_missing_and_an_empty_one_is_an_alarm(
    media: SimulatedMedia, clock: SimulatedClock
) -> None:
    with pytest.raises(MediumMissing):
        EventLog.open(media.internal, clock)
    media.internal.create_region(LOG_NAME, 4 * PAGE_BYTES)
    assert not EventLog.begun(media.internal)
    with pytest.raises(StorageError):
        EventLog.open(media.internal, clock)
    EventLog.create(media.internal, clock, capacity=4)
    assert EventLog.begun(media.internal)


@pytest.mark.parametrize("bit", [0, 40, 8 * 20, 8 * 50, 8 * 200])
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_changed_bit_anywhere_but_at_the_end_breaks_the_chain(
    media: SimulatedMedia, clock: SimulatedClock, log: EventLog, page: int, bit: int
) -> None:
    for _ in range(3):
        log.append(EventKind.BALLOT_CAST)
    media.disks["internal"].flip_bit(LOG_NAME, 8 * PAGE_BYTES * page + bit)
    with pytest.raises(StorageError, match="chain"):
        EventLog.open(media.internal, clock)


def test_an_event_taken_out_or_replaced_breaks_the_chain(
    media: SimulatedMedia, clock: SimulatedClock, log: EventLog
) -> None:
    for _ in range(3):
        log.append(EventKind.BALLOT_CAST)
    region = media.internal.open_region(LOG_NAME)
    page = region.read(PAGE_BYTES, PAGE_BYTES)
    region.write(PAGE_BYTES, bytes(PAGE_BYTES))
    with pytest.raises(StorageError, match="chain"):
        EventLog.open(media.internal, clock)
    region.write(PAGE_BYTES, page)
    assert len(EventLog.open(media.internal, clock).entries()) == 4


def test_a_full_log_says_so(media: SimulatedMedia, clock: SimulatedClock) -> None:
    log = EventLog.create(media.internal, clock, capacity=3)
    log.append(EventKind.BALLOT_CAST)
    assert log.room() == 1
    log.append(EventKind.BALLOT_CAST)
    with pytest.raises(Exception, match="event log is full"):
        log.append(EventKind.BALLOT_CAST)
    assert len(EventLog.open(media.internal, clock).entries()) == 3


def test_kinds_about_ballots_have_no_field_that_could_say_which() -> None:
    about_ballots = [kind for kind in EventKind if kind.group is EventType.BALLOT]
    assert len(about_ballots) >= 7
    assert all(not kind.details for kind in about_ballots)


def test_every_kind_and_type_is_described_and_every_detail_used() -> None:
    assert all(kind.description.endswith(".") for kind in EventKind)
    assert all(group.description.endswith(".") for group in EventType)
    assert {kind.group for kind in EventKind} == set(EventType)
    assert {detail for kind in EventKind for detail in kind.details} == set(Detail)
    assert len({(kind.description) for kind in EventKind}) == len(EventKind)


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        (EventKind.BALLOT_CAST, {"ballots": 1}),
        (EventKind.BALLOT_RECORDED, {"problem": "x"}),
        (EventKind.MEDIUM_MISSING, {"medium": 3}),
        (EventKind.MEDIUM_MISSING, {"medium": ""}),
        (EventKind.MEDIUM_MISSING, {"medium": "x" * (MAX_TEXT + 1)}),
        (EventKind.MEDIUM_MISSING, {"medium": "line\nbreak"}),
        (EventKind.MEDIUM_MISSING, {"medium": "turned \u202e around"}),
        (EventKind.MEDIUM_MISSING, {"voter": "x"}),
        (EventKind.POLLS_OPENED, {"ballots": -1}),
        (EventKind.POLLS_OPENED, {"ballots": 10**9 + 1}),
        (EventKind.POLLS_OPENED, {"ballots": True}),
        (EventKind.POLLS_OPENED, {"ballots": "3"}),
    ],
)
def test_details_that_a_kind_does_not_have_are_refused_and_nothing_is_written(
    log: EventLog, kind: EventKind, details: dict[str, str | int]
) -> None:
    with pytest.raises(ValueError, match=r"event|text|number"):
        log.append(kind, details=details)
    assert len(log.entries()) == 1
    log.append(EventKind.SHUT_DOWN)
    assert log.entries()[-1].sequence == 2


@pytest.mark.parametrize("user", ["Ms Jones", "voter", "poll_worker "])
def test_an_event_names_a_role_and_never_a_person(log: EventLog, user: str) -> None:
    with pytest.raises(ValueError, match="role"):
        log.append(EventKind.LOGGED_IN, user=user)


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 52),
    st.integers(12, 64),
    st.sampled_from(["", " ", "-", ":", " - "]),
)
def test_no_part_of_a_code_of_twelve_digits_gets_in(
    code: bytes, start: int, length: int, separator: str
) -> None:
    digits = code.hex()[start : start + length]
    if len(digits) < 12 or not any(digit.isdigit() for digit in digits):
        return
    for written in (digits, digits.upper()):
        grouped = separator.join(written[first : first + 4] for first in range(0, len(written), 4))
        for text in (grouped, f"Ballot {grouped} failed.", f"x{grouped}y"):
            with pytest.raises(ValueError, match="code"):
                checked_details(EventKind.INTEGRITY_ERROR, {"problem": text})
            assert loggable(text) == WITHHELD


def test_letters_alone_are_a_code_only_when_they_stand_ungrouped() -> None:
    assert loggable("A bad, faded, dead facade") == "A bad, faded, dead facade"
    assert loggable("deadbeefcafe") == WITHHELD


@pytest.mark.parametrize(
    "text",
    [
        "The medium 'stick A' is not there; put it back or use a fresh one.",
        "ballot_content.json has 1234567 bytes, more than the 1000000 allowed.",
        "Falta la papeleta número 12.",
    ],
)
def test_sentences_of_the_error_tree_pass(text: str) -> None:
    assert loggable(text) == text


def test_a_time_without_offset_is_refused(media: SimulatedMedia) -> None:
    with pytest.raises(ValueError, match="offset"):
        EventLog.create(media.internal, SimulatedClock(datetime(2026, 11, 3)), capacity=4)  # noqa: DTZ001


def filled(log: EventLog, clock: SimulatedClock) -> EventLog:
    log.append(EventKind.STARTED, details={"version": "0.1.0"})
    clock.advance(3600)
    log.append(EventKind.POLLS_OPENED, user="election_official", details={"ballots": 0, "cast": 0})
    log.append(
        EventKind.PACKAGE_REFUSED, Disposition.FAILURE, "election_official", {"problem": 'A "quoted" \\ é'}
    )
    for kind in (EventKind.BALLOT_ACTIVATED, EventKind.BALLOT_RECORDED, EventKind.BALLOT_CAST):
        log.append(kind)
    return log


def exported(log: EventLog) -> bytes:
    return event_log_json(log.raw_events(), DEVICE, ELECTION_ID, MORNING + timedelta(hours=14))


def test_the_exported_log_is_valid_under_the_nist_schema(log: EventLog, clock: SimulatedClock) -> None:
    value = json.loads(exported(filled(log, clock)))
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    validator.validate(value)
    value["Device"][0]["Event"][0]["Sequence"] = 1
    assert list(validator.iter_errors(value))


def test_the_exported_log_has_the_properties_of_the_record_in_their_order(
    log: EventLog, clock: SimulatedClock
) -> None:
    value = json.loads(exported(filled(log, clock)))
    assert value["ElectionId"] == ELECTION_ID
    (device,) = value["Device"]
    assert (device["Id"], device["Type"], device["HashType"]) == ("T-1", "electronic-cast", "sha-256")
    order = ["@type", "Id", "Sequence", "TimeStamp", "Type", "Disposition", "Severity"]
    order += ["UserId", "Description", "Details", "Hash"]
    events = device["Event"]
    assert [event["Sequence"] for event in events] == [str(number) for number in range(1, 8)]
    assert all(list(event) == [name for name in order if name in event] for event in events)
    assert events[0]["TimeStamp"] == "2026-11-03T06:30:00-05:00"
    assert list(events[2]) == order
    assert "Details" not in events[6]
    assert "UserId" not in events[6]
    assert json.loads(events[2]["Details"]) == {"ballots": 0, "cast": 0}


def test_the_hash_chain_of_the_exported_log_is_the_one_of_the_record(
    log: EventLog, clock: SimulatedClock
) -> None:
    previous = bytes(32)
    for event in json.loads(exported(filled(log, clock)))["Device"][0]["Event"]:
        expected = event.pop("Hash")
        previous = sha256(previous + canonical_bytes(event)).digest()
        assert previous.hex().upper() == expected


def test_the_exported_log_passes_the_check_of_records_and_a_changed_one_does_not(
    log: EventLog, clock: SimulatedClock
) -> None:
    data = exported(filled(log, clock))
    documentation = event_log_documentation_json(DEVICE, MORNING)
    assert check_event_log(data, documentation, ELECTION_ID, "T-1") == 7
    changed = data.replace(b'"Id":"ballot_cast"', b'"Id":"ballot_challenged"')
    assert changed != data
    with pytest.raises(FormatError):
        check_event_log(changed, documentation, ELECTION_ID, "T-1")


def test_the_documentation_is_valid_and_describes_every_kind_and_type() -> None:
    value = json.loads(event_log_documentation_json(DEVICE, MORNING))
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(value)
    assert {entry["Id"] for entry in value["EventIdDescription"]} == {kind.event_id for kind in EventKind}
    assert {entry["Type"] for entry in value["EventTypeDescription"]} == {
        group.value for group in EventType
    }
    assert value["GeneratedDate"] == "2026-11-03"


def test_a_log_in_utc_says_so(media: SimulatedMedia) -> None:
    clock = SimulatedClock(datetime(2026, 11, 3, 11, tzinfo=UTC))
    log = EventLog.create(media.internal, clock, capacity=4)
    assert b'"TimeStamp":"2026-11-03T11:00:00+00:00"' in exported(log)
