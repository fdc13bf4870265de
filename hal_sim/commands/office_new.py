"""``sealmark-sim office new``: found an election office in a folder."""

import argparse
import os
from pathlib import Path

from device.election.identity import read_device_file
from drivers.commands.files import read_file
from drivers.process_hardening import forbid_dumps
from hal_sim.commands.options import add_chaining, chaining_of
from hal_sim.office.election_file import EXAMPLE_FILE
from hal_sim.office.new import DEFAULT_GUARDIANS, DEFAULT_QUORUM, OfficeOptions, new_office, office_lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or one with an authority")
    parser.add_argument(
        "--guardians", type=int, default=DEFAULT_GUARDIANS, help="how many hold the key (5)"
    )
    parser.add_argument("--quorum", type=int, default=DEFAULT_QUORUM, help="how many can decrypt (3)")
    add_chaining(parser)
    parser.add_argument(
        "--election", type=Path, default=EXAMPLE_FILE, metavar="FILE", help="the election (the example)"
    )
    parser.add_argument(
        "--device",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="what 'sealmark identity --json' printed on a terminal; one or more",
    )


def run(arguments: argparse.Namespace) -> int:
    """Hold the ceremony, write everything, and say where it is."""
    forbid_dumps()
    devices = [read_device_file(read_file(path), path.name) for path in arguments.device]
    options = OfficeOptions(
        arguments.guardians, arguments.quorum, chaining_of(arguments), arguments.election, devices
    )
    preparation = new_office(arguments.folder, options, os.urandom)
    print("\n".join(office_lines(arguments.folder, preparation)))
    return 0
