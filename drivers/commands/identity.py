"""``sealmark identity``: print who this terminal is, for the election office."""

import argparse
from pathlib import Path

from device.election.identity import device_file, identity_lines
from device.election.provisioning import load_identity
from device.election.qr_text import qr_lines
from drivers.commands.files import internal_medium
from drivers.process_hardening import forbid_dumps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("internal", type=Path, metavar="INTERNAL_DIR", help="the internal medium")
    parser.add_argument("--json", action="store_true", help="print only the file for the office")


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    forbid_dumps()
    medium = internal_medium(arguments.internal)
    identity = load_identity(medium)
    text = device_file(identity.entry).decode("utf-8")
    if arguments.json:
        print(text)
    else:
        print("\n".join((*identity_lines(identity), *qr_lines(text))))
    return 0
