"""Status bytes as what they mean. Epson, "ESC/POS Command Reference": DLE EOT, GS a."""

from collections.abc import Mapping

from device.hal.printer import Paper, PrinterStatus, Trouble
from drivers.escpos_codes import STATUS_ERROR, STATUS_OFFLINE, STATUS_PAPER, STATUS_PRINTER
from drivers.wire import PortStatus

REQUESTS = (STATUS_PRINTER, STATUS_OFFLINE, STATUS_ERROR, STATUS_PAPER)

_OFFLINE = 0x08  # DLE EOT 1 bit 3
_COVER_OPEN, _STOPPED_BY_PAPER_END, _ERROR = 0x04, 0x20, 0x40  # DLE EOT 2 bits 2, 5, 6
_CUTTER, _UNRECOVERABLE, _RECOVERS_BY_ITSELF = 0x08, 0x20, 0x40  # DLE EOT 3 bits 3, 5, 6
_NEAR_END, _PAPER_END = 0x0C, 0x60  # DLE EOT 4 bits 2 and 3, 5 and 6

NOT_CONNECTED = PrinterStatus(Paper.UNKNOWN, frozenset({Trouble.NOT_CONNECTED}))
NO_ANSWER = PrinterStatus(Paper.UNKNOWN, frozenset({Trouble.NO_ANSWER}))

PASSING = frozenset({Trouble.OVERHEATED})
"""Troubles that a printer leaves by itself: wait, do not give up."""


def status_of_answers(answers: Mapping[int, int | None]) -> PrinterStatus:
    """What the answers to DLE EOT 1 to 4 say together; an answer that is missing is trouble."""
    values = [answers.get(request) for request in REQUESTS]
    if None in values:
        return NO_ANSWER
    printer, offline, error, paper = (value or 0 for value in values)
    troubles = _error_troubles(error)
    if offline & _COVER_OPEN:
        troubles.add(Trouble.COVER_OPEN)
    if offline & _STOPPED_BY_PAPER_END or paper & _PAPER_END:
        troubles.add(Trouble.PAPER_OUT)
    if (offline & _ERROR or printer & _OFFLINE) and not troubles:
        troubles.add(Trouble.ERROR)
    return PrinterStatus(
        _paper(bool(paper & _NEAR_END), out=Trouble.PAPER_OUT in troubles), frozenset(troubles)
    )


def status_of_status_back(values: bytes) -> PrinterStatus:
    """What an automatic status back of four bytes says (GS a)."""
    first, second, third, _ = values
    troubles = _error_troubles(second)
    if first & 0x20:
        troubles.add(Trouble.COVER_OPEN)
    if third & 0x0C:
        troubles.add(Trouble.PAPER_OUT)
    if first & 0x08 and not troubles:
        troubles.add(Trouble.ERROR)
    return PrinterStatus(_paper(bool(third & 0x03), out=Trouble.PAPER_OUT in troubles), frozenset(troubles))


def status_of_port(port: PortStatus) -> PrinterStatus:
    """What the port alone says of a printer; that there is enough paper it cannot say."""
    if port.paper_out:
        return PrinterStatus(Paper.OUT, frozenset({Trouble.PAPER_OUT}))
    if port.error or not port.selected:
        return PrinterStatus(Paper.UNKNOWN, frozenset({Trouble.ERROR}))
    return PrinterStatus(Paper.UNKNOWN, frozenset())


def _error_troubles(error: int) -> set[Trouble]:
    meanings = {
        _CUTTER: Trouble.CUTTER,
        _UNRECOVERABLE: Trouble.ERROR,
        _RECOVERS_BY_ITSELF: Trouble.OVERHEATED,
    }
    return {trouble for bit, trouble in meanings.items() if error & bit}


def _paper(near_end: bool, *, out: bool) -> Paper:
    if out:
        return Paper.OUT
    return Paper.NEAR_END if near_end else Paper.ENOUGH
