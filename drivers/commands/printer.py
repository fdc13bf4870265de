"""``sealmark printer``: print a test line, and say what this printer can prove."""

import argparse

from device.hal import Paper, PrinterStatus, Proof, Trouble
from device.polls.printing import trouble_sentence
from drivers.escpos_printer import EscposPrinter
from drivers.kernel_entropy import KernelEntropy
from drivers.printer_port import PORT_HELP, add_port_arguments, printer_link
from drivers.system_clock import SystemClock

READY, NOT_READY = 0, 1
_PROVES = {
    Proof.FENCES: "It confirms what came out: the terminal may say “printed”.",
    Proof.STATUS_ONLY: "It reports trouble, but does not confirm what came out: the terminal says “sent”,"
    " and somebody has to look at the paper after every voter.",
    Proof.NOTHING: "It says nothing: the terminal says “sent”, and somebody has to look at the paper after"
    " every voter.",
    Proof.UNKNOWN: "The test line did not come out in order: nobody knows what the printer can prove.",
}
_PAPER = {
    Paper.ENOUGH: "enough",
    Paper.NEAR_END: "nearly used up",
    Paper.OUT: "out",
    Paper.UNKNOWN: "the printer cannot tell",
}
_SILENT = "If it has no back channel at all, try again with --printer-silent, here and for “sealmark run”."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("port", metavar="PORT", help=PORT_HELP)
    add_port_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Test it; 0 if a line came out, or was sent to a printer that cannot say more.

    Raises InputError for a port that can be none, PrinterError when it cannot be opened.
    """
    link = printer_link(arguments.port, arguments)
    try:
        print(f"Name:   {link.unit() or 'none that tells it from others'}")
        printer = EscposPrinter(link, SystemClock(), KernelEntropy(), silent=arguments.printer_silent)
        status = printer.status()
        proof = printer.probe() if status.ready else Proof.UNKNOWN
        return _told(printer.status() if status.ready else status, proof)
    finally:
        link.close()


def _told(status: PrinterStatus, proof: Proof) -> int:
    print(f"Status: {'ready' if status.ready else trouble_sentence(status)}")
    print(f"Paper:  {_PAPER[status.paper]}")
    print(f"Proof:  {_PROVES[proof]}")
    if Trouble.NO_ANSWER in status.troubles:
        print(_SILENT)
    return READY if proof is not Proof.UNKNOWN else NOT_READY
