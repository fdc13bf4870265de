"""Sums and signature of a record (R1): is every file the one that the device signed?"""

from collections.abc import Mapping
from hashlib import sha256

from device.election.intake_keys import guardian_name
from device.errors import InputError
from device.formats.minisign import check_minisign
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME, read_sums
from device.records.checks import Check
from device.records.closing_record import DeviceRecord
from device.records.record_head import ElectionHead
from device.records.record_layout import GUARDIAN_FOLDER, SUM_FILES, Layout


def check_sums(layout: Layout, device: DeviceRecord | None, check: Check) -> Mapping[str, bytes]:
    """Check signature and sums of all but ballots and hints; return the signed digest of every file.

    The digests are empty where the sums cannot be believed.
    """
    head = layout.head
    if device is None or any(name not in head for name in SUM_FILES):
        check.fail("The sums cannot be checked without device.json, SHA256SUMS and its signature.")
        return {}
    try:
        digests = read_sums(head[SUMS_NAME], SUMS_NAME)
        signature = head[SUMS_SIGNATURE_NAME]
        check_minisign(head[SUMS_NAME], signature, device.signing_key, SUMS_NAME, by_sealmark=True)
    except InputError as exc:
        check.fail(str(exc))
        return {}
    if set(digests) != layout.listed - set(SUM_FILES):
        check.fail("SHA256SUMS does not list exactly the files of the record.")
    for path, data in head.items():
        if path not in SUM_FILES:
            check_sum(digests, path, data, path, check)
    check.looked_at(len(layout.listed))
    return digests


def check_sum(digests: Mapping[str, bytes], path: str, data: bytes, shown: str, check: Check) -> None:
    """Note in ``check`` a file that is not the one whose sum was signed; ``shown`` names it.

    Without believable sums nothing is noted of each file: that is one problem, not thousands.
    """
    check_digest(digests, path, sha256(data).digest(), shown, check)


def check_digest(digests: Mapping[str, bytes], path: str, digest: bytes, shown: str, check: Check) -> None:
    """The same for a file that was read and hashed elsewhere: ``digest`` is its SHA-256."""
    if digests and digests.get(path) != digest:
        check.fail(f"{shown} is not the file that was signed.")


def check_guardian_files(layout: Layout, head: ElectionHead, check: Check) -> None:
    """Note guardians' files that belong to no guardian of the election."""
    expected = {guardian_name(index) for index in range(1, head.parameters.guardians + 1)}
    if any(path not in expected for path in layout.head if path.startswith(f"{GUARDIAN_FOLDER}/")):
        check.fail("There are files of guardians whom the election does not have.")
