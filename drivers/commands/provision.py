"""``sealmark provision``: once in its life a terminal makes its key and learns whom to trust."""

import argparse
from pathlib import Path

from device.election.identity import identity_lines
from device.election.provisioning import provision
from device.formats.minisign import parse_public_key
from drivers.commands.files import internal_medium, read_file
from drivers.kernel_entropy import KernelEntropy
from drivers.process_hardening import forbid_dumps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("internal", type=Path, metavar="INTERNAL_DIR", help="the internal medium")
    parser.add_argument("--device-id", required=True, help="1 to 32 of A-Z a-z 0-9 _ -")
    parser.add_argument("--information", required=True, help="what is known of the device: S_device")
    parser.add_argument("--authority", type=Path, required=True, help="authority.pub of the office")


def run(arguments: argparse.Namespace) -> int:
    """Make the key and print what the office has to know."""
    forbid_dumps()
    authority = parse_public_key(read_file(arguments.authority), "The authority's key")
    medium = internal_medium(arguments.internal)
    identity = provision(medium, arguments.device_id, arguments.information, authority, KernelEntropy())
    print("\n".join(identity_lines(identity)))
    return 0
