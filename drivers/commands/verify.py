"""``sealmark verify``: check an election record, line by line, as anyone can."""

import argparse
import json
import os
from pathlib import Path

from device.election.election import Election
from device.election.package import accept_package_for_reading
from device.errors import RecordError
from device.formats.minisign import parse_public_key
from device.records.checks import Check
from device.records.record_files import FolderFiles
from device.records.verify_all import Verification, Verifier
from drivers.commands.files import read_file
from drivers.commands.progress_bar import ProgressBar
from drivers.verify_pool import ExamineInProcesses

HOLDS, FAILS = 0, 1
MAX_JOBS = 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("record", type=Path, nargs="+", metavar="RECORD_DIR", help="a device's record")
    parser.add_argument("--package", type=Path, help="the election package it must belong to")
    parser.add_argument("--authority", type=Path, help="the election authority's public key file")
    parser.add_argument("--tally", type=Path, help="tally.json to check too (Verifications 9 to 14)")
    parser.add_argument(
        "--jobs",
        type=_jobs,
        default=os.cpu_count() or 1,
        help="processes to verify with, at most; default: as many as cores. A small record needs one",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(arguments: argparse.Namespace) -> int:
    """Verify and print. 0 only if every check was carried out and holds; 1 if not.

    Raises InputError for what cannot be verified at all.
    """
    bar = ProgressBar("Verifying ballots")
    try:
        package = _package(arguments.package, arguments.authority)
        tally = read_file(arguments.tally) if arguments.tally else None
        files = [FolderFiles(folder) for folder in arguments.record]
        examination = ExamineInProcesses(arguments.jobs)
        result = Verifier(package, tally, bar.show, examination=examination).verify(files)
    finally:
        bar.clear()
    if arguments.json:
        print(json.dumps(as_object(result)))
    else:
        print("\n".join(verification_lines(result)))
    return HOLDS if result.holds else FAILS


def _jobs(text: str) -> int:
    count = int(text)
    if not 1 <= count <= MAX_JOBS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MAX_JOBS} is needed")
    return count


def verification_lines(result: Verification) -> list[str]:
    """What a person reads: one line a check, problems below it, and the verdict."""
    lines: list[str] = []
    for record in result.records:
        if record.device is not None and record.head is not None:
            lines.append(f"Election {record.head.election_id}, device {record.device.device_id}")
        for check in record.checks:
            lines += _check_lines(check)
        lines += record.notes
    if result.across:
        lines.append("All records together")
        for check in result.across:
            lines += _check_lines(check)
    lines.append("Everything holds." if result.holds else "IT DOES NOT HOLD.")
    return lines


def as_object(result: Verification) -> dict[str, object]:
    """What a machine reads."""
    return {
        "holds": result.holds,
        "records": [
            {
                "election_id": record.head.election_id if record.head else "",
                "device_id": record.device.device_id if record.device else "",
                "holds": record.holds,
                "checks": [_check_object(check) for check in record.checks],
                "notes": list(record.notes),
            }
            for record in result.records
        ],
        "across": [_check_object(check) for check in result.across],
    }


def _package(package: Path | None, authority: Path | None) -> Election | None:
    if package is None:
        if authority is not None:
            raise RecordError("--authority goes with --package: it is the key that signed the package.")
        return None
    key = parse_public_key(read_file(authority), "The authority's key") if authority else None
    return accept_package_for_reading(read_file(package), key)


def _check_lines(check: Check) -> list[str]:
    verdict = "holds" if check.holds else ("FAILS" if check.problem_count else "NOT DONE")
    examined = f" ({check.examined} checked)" if check.examined else ""
    lines = [f"{verdict:>8}  {check.number:>3}  {check.title}{examined}"]
    lines += [f"{'':15}{problem}" for problem in check.problems]
    hidden = check.problem_count - len(check.problems)
    if hidden > 0:
        lines.append(f"{'':15}({hidden} more)")
    return lines


def _check_object(check: Check) -> dict[str, object]:
    return {
        "number": check.number,
        "title": check.title,
        "holds": check.holds,
        "examined": check.examined or 0,
        "problem_count": check.problem_count,
        "problems": check.problems,
    }
