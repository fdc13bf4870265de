"""What every USB printer answers beside its bytes: Universal Serial Bus Device Class Definition for
Printing Devices 1.1, section 4.2.2, GET_PORT_STATUS.
"""

from drivers.wire import PortStatus

PRINTER_CLASS = 7
GET_PORT_STATUS = 1
_PAPER_EMPTY, _SELECTED, _NOT_ERROR = 0x20, 0x10, 0x08


def port_status_of(value: int) -> PortStatus:
    """The one byte of GET_PORT_STATUS, which ``usblp`` hands on unchanged."""
    return PortStatus(
        paper_out=bool(value & _PAPER_EMPTY),
        selected=bool(value & _SELECTED),
        error=not value & _NOT_ERROR,
    )
