"""What the terminal knows about its last print job, after any power cut."""

from pathlib import Path

import pytest

from device.errors import StorageError
from device.hal import JobState
from device.records.print_journal import JOURNAL_NAME, PrintJob, PrintJournal, PrintPurpose
from hal_sim.faults import CutPower, Moment
from hal_sim.media import SimulatedMedia, simulated_media
from hal_sim.power_supply import PowerCut

STEPS = (JobState.SENDING, JobState.SENT, JobState.PRINTED, JobState.CUT)


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(tmp_path / "internal", {})


def last(media: SimulatedMedia) -> PrintJob | None:
    return PrintJournal.open(media.internal).last()


def test_a_new_journal_knows_of_no_job(media: SimulatedMedia) -> None:
    assert last(media) is None
    assert last(media) is None


@pytest.mark.parametrize("purpose", PrintPurpose)
@pytest.mark.parametrize("state", JobState)
def test_every_state_of_every_job_is_remembered(
    media: SimulatedMedia, purpose: PrintPurpose, state: JobState
) -> None:
    journal = PrintJournal.open(media.internal)
    journal.begin(PrintPurpose.REPORT)(JobState.CUT)
    write = journal.begin(purpose)
    assert last(media) == PrintJob(purpose, JobState.QUEUED)
    write(state)
    assert journal.last() == last(media) == PrintJob(purpose, state)


def test_a_job_is_settled_only_when_nothing_or_all_of_it_is_on_paper() -> None:
    settled = {state for state in JobState if not PrintJob(PrintPurpose.REPORT, state).unknown}
    assert settled == {JobState.QUEUED, JobState.REFUSED, JobState.CUT}


def test_a_refused_job_takes_nothing_back_of_the_unknown_one_before_it(media: SimulatedMedia) -> None:
    journal = PrintJournal.open(media.internal)
    journal.begin(PrintPurpose.CODE_RECEIPT)(JobState.UNKNOWN)
    again = journal.begin(PrintPurpose.CODE_RECEIPT)
    assert last(media) == journal.last() == PrintJob(PrintPurpose.CODE_RECEIPT, JobState.UNKNOWN)
    again(JobState.REFUSED)
    assert last(media) == journal.last() == PrintJob(PrintPurpose.CODE_RECEIPT, JobState.UNKNOWN)
    journal.begin(PrintPurpose.REPORT)(JobState.CUT)
    assert last(media) == PrintJob(PrintPurpose.REPORT, JobState.CUT)


def test_an_unknown_job_is_forgotten_when_somebody_knows_that_the_printer_is_empty(
    media: SimulatedMedia,
) -> None:
    journal = PrintJournal.open(media.internal)
    journal.begin(PrintPurpose.CODE_RECEIPT)(JobState.UNKNOWN)
    journal.settle()
    settled = last(media)
    assert settled is not None
    assert not settled.unknown


@pytest.mark.parametrize("moment", ["before", "during", "after"])
@pytest.mark.parametrize("at_write", range(1, 8))
def test_after_a_power_cut_the_journal_never_claims_more_than_was_written_or_less_than_was_done(
    tmp_path: Path, at_write: int, moment: Moment
) -> None:
    media = simulated_media(tmp_path / "internal", {}, [CutPower(at_write, moment, seed=at_write)])
    returned: list[JobState] = []
    try:
        write = PrintJournal.open(media.internal).begin(PrintPurpose.CODE_RECEIPT)
        returned.append(JobState.QUEUED)
        for state in STEPS:
            write(state)
            returned.append(state)
    except PowerCut:
        media.power.restore()
    job = last(media)
    if job is None:
        assert not returned
    elif job.state is not JobState.UNKNOWN:
        order = [JobState.QUEUED, *STEPS]
        assert len(returned) - 1 <= order.index(job.state) <= len(returned)


def test_a_damaged_page_makes_the_job_unknown_and_two_are_an_alarm(media: SimulatedMedia) -> None:
    write = PrintJournal.open(media.internal).begin(PrintPurpose.CODE_RECEIPT)
    write(JobState.SENDING)
    media.disks["internal"].flip_bit(JOURNAL_NAME, 60)
    assert last(media) == PrintJob(PrintPurpose.CODE_RECEIPT, JobState.UNKNOWN)
    media.disks["internal"].flip_bit(JOURNAL_NAME, 8 * 4096 + 60)
    with pytest.raises(StorageError):
        last(media)
