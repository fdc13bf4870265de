"""``sealmark-sim office tally``: verify every record, then let the guardians decrypt the tally."""

import argparse
import os
from pathlib import Path

from device.errors import InputError
from device.formats.minisign import parse_public_key
from drivers.commands.files import read_file
from drivers.commands.progress_bar import ProgressBar
from drivers.process_hardening import forbid_dumps
from hal_sim.office.new import AUTHORITY_NAME, PACKAGE_NAME
from hal_sim.office.tally_records import tally_records


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("record", type=Path, nargs="+", metavar="RECORD_DIR", help="a device's record")
    parser.add_argument(
        "--secret", type=Path, required=True, metavar="DIR", help="where the guardians' secrets lie"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="tally.json to write")
    parser.add_argument(
        "--package", type=Path, metavar="FILE", help=f"the election ({PACKAGE_NAME} beside the secrets)"
    )
    parser.add_argument(
        "--authority",
        type=Path,
        metavar="FILE",
        help=f"who signed it ({AUTHORITY_NAME} beside the secrets)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Count, and write the tally with its proofs."""
    forbid_dumps()
    office = arguments.secret.resolve().parent
    package = read_file(arguments.package or office / PACKAGE_NAME)
    authority = read_file(arguments.authority or office / AUTHORITY_NAME)
    key = parse_public_key(authority, "The authority's key")
    bar = ProgressBar("Verifying ballots")
    try:
        tally = tally_records(arguments.record, arguments.secret, package, os.urandom, bar.show, key)
    finally:
        bar.clear()
    _write(arguments.out, tally)
    print(f"The records hold. Tally with its proofs: {arguments.out}")
    return 0


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as exc:
        raise InputError(f"{path} cannot be written: {exc.strerror}.") from exc
