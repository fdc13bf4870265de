"""Tasks and outcomes of an examination as lines of JSON, for an examiner in a process of its own.

Both ends are ours and run the same program, so a line that cannot be read is a fault, not an input:
ValueError, KeyError or TypeError then. Hex stands for bytes.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from device.election.intake_manifest import read_manifest
from device.electionguard.ballot import ElectionKeys
from device.formats.hexadecimal import element_from_hex, hex_of_element
from device.records.ballot_examiner import BallotContext, BallotOutcome, BallotTask
from device.records.ballot_state import BallotState
from device.records.books import BookEntry
from device.records.closing_record import read_device_record
from device.records.record_files import FolderFiles


def context_line(context: BallotContext, folder: Path) -> bytes:
    """The context of a record that stands in ``folder``."""
    keys = context.keys
    return _line(
        {
            "folder": str(folder),
            "manifest": context.manifest.raw.hex(),
            "vote_key": hex_of_element(keys.vote_key),
            "data_key": hex_of_element(keys.data_key),
            "extended_base_hash": keys.extended_base_hash.hex(),
            "device": context.device.to_bytes().hex(),
        }
    )


def read_context(line: bytes) -> BallotContext:
    """What ``context_line`` wrote."""
    value = json.loads(line)
    keys = ElectionKeys(
        element_from_hex(value["vote_key"], "vote key"),
        element_from_hex(value["data_key"], "data key"),
        bytes.fromhex(value["extended_base_hash"]),
    )
    return BallotContext(
        FolderFiles(Path(value["folder"])),
        read_manifest(bytes.fromhex(value["manifest"])),
        keys,
        read_device_record(bytes.fromhex(value["device"])),
    )


def tasks_line(tasks: Sequence[BallotTask]) -> bytes:
    """Tasks to examine as one batch."""
    return _line([[task.number, task.path, task.hints] for task in tasks])


def read_tasks(line: bytes) -> list[BallotTask]:
    """What ``tasks_line`` wrote."""
    return [BallotTask(number, path, hints) for number, path, hints in json.loads(line)]


def outcomes_line(outcomes: Sequence[BallotOutcome]) -> bytes:
    """The outcomes of a batch, without the ballots."""
    return _line(
        [
            {
                "problems": each.problems,
                "sums": {path: digest.hex() for path, digest in each.sums.items()},
                "entry": None if each.entry is None else _entry_value(each.entry),
                "id_b": each.id_b.hex(),
                "proved": each.proved,
            }
            for each in outcomes
        ]
    )


def read_outcomes(line: bytes) -> list[BallotOutcome]:
    """What ``outcomes_line`` wrote."""
    return [
        BallotOutcome(
            [(number, problem) for number, problem in each["problems"]],
            {path: bytes.fromhex(digest) for path, digest in each["sums"].items()},
            None if each["entry"] is None else _read_entry(each["entry"]),
            bytes.fromhex(each["id_b"]),
            each["proved"] is True,
        )
        for each in json.loads(line)
    ]


def _entry_value(entry: BookEntry) -> list[str]:
    return [entry.code.hex(), entry.chaining_field.hex(), entry.state.value, entry.leaf.hex()]


def _read_entry(value: list[str]) -> BookEntry:
    code, chaining_field, state, leaf = value
    return BookEntry(
        bytes.fromhex(code), bytes.fromhex(chaining_field), BallotState(state), bytes.fromhex(leaf)
    )


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
