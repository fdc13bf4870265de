"""``sealmark-sim office authority``: the authority's key, before there is an election."""

import argparse
import os
from pathlib import Path

from device.formats.minisign import public_key_string
from drivers.process_hardening import forbid_dumps
from hal_sim.office.new import AUTHORITY_NAME, new_authority


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the office's folder: new or empty")


def run(arguments: argparse.Namespace) -> int:
    """Make the key and say where it is."""
    forbid_dumps()
    public_key = new_authority(arguments.folder, os.urandom)
    print(f"Key that terminals trust:  {arguments.folder / AUTHORITY_NAME}")
    print(f"In one line:               {public_key_string(public_key)}")
    return 0
