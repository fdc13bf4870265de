"""Kinds of receipt printer, by what they can tell about themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrinterKind:
    """What a printer understands beyond printing."""

    name: str
    real_time_status: bool = False
    status_back: bool = False
    paper_request: bool = False
    process_id: bool = False
    clears_on_request: bool = False


PROVES_ALL = PrinterKind(
    "proves all",
    real_time_status=True,
    status_back=True,
    paper_request=True,
    process_id=True,
    clears_on_request=True,
)
"""Answers process IDs and clears on request, as Epson's TM-T20 and later ones do."""
PAPER_REQUEST_ONLY = PrinterKind(
    "paper request only", real_time_status=True, status_back=True, paper_request=True
)
"""Answers GS r in order with the print data, but no process ID: many older ones."""
STATUS_ONLY = PrinterKind("status only", real_time_status=True)
"""Answers real-time requests and nothing else."""
MUTE = PrinterKind("mute")
"""Has no back channel at all."""

KINDS = (PROVES_ALL, PAPER_REQUEST_ONLY, STATUS_ONLY, MUTE)
