"""``closing.json`` against the ballots: counts and root (R5), the chain (Verifications 8.E to 8.G)."""

from collections.abc import Sequence

from device.electionguard.verify_chain import verify_chain
from device.errors import FormatError, InputError
from device.records.books import BookEntry, counted
from device.records.checks import Checks
from device.records.closing_record import (
    Closing,
    DeviceRecord,
    check_closing_signature,
    read_closing,
)
from device.records.record_head import ElectionHead


def check_closing(
    data: bytes | None,
    head: ElectionHead,
    device: DeviceRecord,
    entries: Sequence[BookEntry],
    checks: Checks,
) -> None:
    """Note what does not hold under ``R5`` and ``8``; ``data`` is None where the file is missing."""
    try:
        if data is None:
            raise FormatError("The record lacks closing.json.")
        closing = read_closing(data, device.chaining)
        check_closing_signature(data, device.signing_key)
    except InputError as exc:
        checks["R5"].fail(str(exc))
        if device.initial_code is not None:
            checks["8"].fail("8.E: the chain cannot be checked without closing.json.")
        return
    checks["R5"].looked_at()
    for problem in _disagreements(closing, device, entries):
        checks["R5"].fail(problem)
    _check_chain(head, device, closing, entries, checks)


def _disagreements(closing: Closing, device: DeviceRecord, entries: Sequence[BookEntry]) -> list[str]:
    found = counted(device.device_id, entries)
    claimed = (closing.ballots, closing.cast, closing.challenged, closing.spoiled)
    problems = []
    if closing.device_id != device.device_id:
        problems.append("closing.json is of another device.")
    if claimed != (found.ballots, found.cast, found.challenged, found.spoiled):
        problems.append("The counts in closing.json are not those of the ballots.")
    if closing.ballots_root != found.ballots_root:
        problems.append("ballots_root is not the Merkle root of the ballot files.")
    return problems


def _check_chain(
    head: ElectionHead,
    device: DeviceRecord,
    closing: Closing,
    entries: Sequence[BookEntry],
    checks: Checks,
) -> None:
    if device.initial_code is None or closing.chain is None or closing.closing_hash is None:
        return  # without chaining; with it, reading either file has refused what is missing
    fields = {entry.code: entry.chaining_field for entry in entries}
    h_e, h_di = head.keys.extended_base_hash, device.device_information_hash
    checks.note(verify_chain(h_e, h_di, device.initial_code, closing.chain, fields, closing.closing_hash))
