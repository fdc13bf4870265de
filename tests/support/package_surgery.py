"""Taking election packages apart and sewing them up again, signed by the example authority."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from support.example_election import DEVICE_ID, ExampleElection, example_election

from device.election.election import Election
from device.election.package import accept_package
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME
from hal_sim.office.package_writer import write_package


@cache
def example() -> ExampleElection:
    return example_election()


def all_files(package: bytes) -> dict[str, bytes]:
    """Every file of a package, the sums and their signature too."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def signed_files() -> dict[str, bytes]:
    """The files of the example package that are listed in its sums."""
    files = all_files(example().preparation.package)
    return {name: data for name, data in files.items() if name not in (SUMS_NAME, SUMS_SIGNATURE_NAME)}


def sewn(files: dict[str, bytes]) -> bytes:
    """A package of these files with right sums and a right signature."""
    return write_package(files, example().preparation.authority)


def edited(name: str, edit: Callable[[Any], None]) -> bytes:
    """The example package with one JSON file edited, in canonical form, summed and signed."""
    files = signed_files()
    root = json.loads(files[name])
    edit(root)
    files[name] = compact(root)
    return sewn(files)


def replaced(name: str, content: bytes) -> bytes:
    """The example package with one file replaced, summed and signed."""
    return sewn({**signed_files(), name: content})


def compact(root: object) -> bytes:
    return json.dumps(root, ensure_ascii=False, separators=(",", ":")).encode()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A plain ZIP file of these entries, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def accept(package: bytes) -> Election:
    """What terminal T-0001 makes of a package."""
    known = example()
    return accept_package(package, known.preparation.authority_key, DEVICE_ID, known.device.signing_key)
