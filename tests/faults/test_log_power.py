"""The event log when the power is cut or a write fails."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.errors import MediumFailing, StorageError
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog
from hal_sim.clock import SimulatedClock
from hal_sim.faults import CutPower, DiskFault, FailSync, LieAboutSync, Moment
from hal_sim.media import SimulatedMedia, simulated_media
from hal_sim.power_supply import PowerCut

CLOCK = SimulatedClock(datetime(2026, 11, 3, 7, tzinfo=UTC))
KINDS = [EventKind.STARTED, EventKind.POLLS_OPENED, EventKind.BALLOT_RECORDED, EventKind.BALLOT_CAST]


def start(media: SimulatedMedia) -> EventLog:
    if EventLog.begun(media.internal):
        return EventLog.open(media.internal, CLOCK)
    return EventLog.create(media.internal, CLOCK, capacity=20)


@pytest.mark.parametrize("moment", ["before", "during", "after"])
@pytest.mark.parametrize("at_write", range(1, 8))
def test_no_event_whose_writing_returned_is_ever_missing(
    tmp_path: Path, at_write: int, moment: Moment
) -> None:
    media = simulated_media(tmp_path, {}, [CutPower(at_write, moment, seed=at_write)])
    returned = []
    try:
        log = start(media)
        returned.append(EventKind.LOG_STARTED)
        for kind in KINDS:
            log.append(kind)
            returned.append(kind)
    except PowerCut:
        media.power.restore()
    again = start(media)
    kinds = [entry.kind for entry in again.entries()]
    assert kinds[: len(returned)] == returned
    assert len(kinds) <= len(returned) + 1
    again.append(EventKind.POWER_CUT_FOUND)
    final = EventLog.open(media.internal, CLOCK)
    assert [entry.kind for entry in final.entries()] == [*kinds, EventKind.POWER_CUT_FOUND]
    assert final.damaged_pages == again.damaged_pages <= 1


@pytest.mark.parametrize("landed", ["nothing", "some", "all"])
def test_a_failed_write_is_done_again_on_another_page(tmp_path: Path, landed: str) -> None:
    media = simulated_media(tmp_path, {}, [FailSync("internal", 3, landed, seed=2)])  # type: ignore[arg-type]
    log = start(media)
    for kind in KINDS:
        log.append(kind)
    again = EventLog.open(media.internal, CLOCK)
    assert [entry.kind for entry in again.entries()] == [EventKind.LOG_STARTED, *KINDS]
    assert again.room() == log.room() == 20 - 6
    again.append(EventKind.SHUT_DOWN)
    assert len(EventLog.open(media.internal, CLOCK).entries()) == 6


@pytest.mark.parametrize("landed", ["nothing", "some", "all"])
def test_when_both_writes_fail_the_next_event_finds_out_what_had_landed(
    tmp_path: Path, landed: str
) -> None:
    faults: list[DiskFault] = [FailSync("internal", sync, landed, seed=sync) for sync in (2, 3)]  # type: ignore[arg-type]
    media = simulated_media(tmp_path, {}, faults)
    log = start(media)
    with pytest.raises(MediumFailing):
        log.append(EventKind.STARTED)
    log.append(EventKind.SHUT_DOWN)
    again = EventLog.open(media.internal, CLOCK)
    kinds = [entry.kind for entry in again.entries()]
    assert again.entries() == log.entries()
    assert kinds[-1] is EventKind.SHUT_DOWN
    if landed != "some":  # the sectors that hold the event may or may not be among them
        assert (EventKind.STARTED in kinds) == (landed == "all")


def test_events_that_a_lying_medium_lost_in_the_middle_break_the_chain(tmp_path: Path) -> None:
    media = simulated_media(tmp_path, {}, [LieAboutSync("internal", at_sync=3, hidden=True)])
    log = start(media)
    for kind in KINDS:
        log.append(kind)
    media.power.cut()
    media.power.restore()
    with pytest.raises(StorageError, match="chain"):
        EventLog.open(media.internal, CLOCK)
