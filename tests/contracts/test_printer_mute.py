"""A printer that never says anything: what an unfinished job left in it must not garble the next."""

import pytest
from support.printing import LINKS, receipt, shows_whole, station

from device.hal import JobState
from device.polls.printing import trouble_sentence
from hal_sim.printer.faults import CoverOpensAfter
from hal_sim.printer.kinds import MUTE


@pytest.mark.parametrize("link", LINKS)
def test_after_a_job_that_a_mute_printer_did_not_take_whole_the_next_one_comes_out_whole(link: str) -> None:
    with station(MUTE, [CoverOpensAfter(5.0)], buffer_bytes=2048, link_name=link) as desk:
        assert desk.print(receipt("one")) is JobState.UNKNOWN
        desk.paper.close_cover()
        assert desk.print(receipt("two")) is JobState.SENT
        desk.paper.settle()
        assert shows_whole(desk.printed_pieces()[-1], receipt("two"), "two")


def test_a_mute_printer_that_takes_nothing_more_is_sent_no_job() -> None:
    with station(MUTE, [CoverOpensAfter(5.0)], buffer_bytes=2048) as desk:
        assert desk.print(receipt("one")) is JobState.UNKNOWN
        assert desk.print(receipt("two")) is JobState.REFUSED
        assert "does not say why: check its cable, paper and cover" in trouble_sentence(
            desk.driver.status()
        )
