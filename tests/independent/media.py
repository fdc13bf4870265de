"""What must stand on no medium: choices, the nonces that open ballots, the guardians' secrets."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from independent.findings import Report

# Where contest and option labels cannot stand either; elsewhere the package and its copies hold them.
_BOXES = {"box.bin", "log.bin", "journal.bin"}
_HOLES = re.compile(rb"\0{64,}")


def _forms(secret: bytes) -> Iterator[bytes]:
    yield secret
    yield secret.hex().encode("ascii")
    yield secret.hex().upper().encode("ascii")


def _text_forms(text: str) -> Iterator[bytes]:
    for said in {text, text.lower(), text.upper()}:
        yield said.encode("utf-8")
        yield said.encode("utf-16-le")


def verify_media(
    report: Report, media: Path, labels: Iterable[str], write_ins: Iterable[str], secrets: Iterable[bytes]
) -> None:
    """Search every file on every medium. Short labels (such as Yes) are left out: they occur by chance."""
    never = [form for secret in secrets for form in _forms(secret)]
    never += [form for text in write_ins for form in _text_forms(text)]
    not_in_boxes = [form for text in labels if len(text) > 5 for form in _text_forms(text)]
    found_boxes = 0
    for path in sorted(media.rglob("*")):
        if not path.is_file():
            continue
        data = _HOLES.sub(b"\0", path.read_bytes())
        where = path.relative_to(media).as_posix()
        report.check(
            not any(form in data for form in never), where, "holds a write-in or a secret in the clear"
        )
        if path.name in _BOXES:
            found_boxes += path.name == "box.bin"
            report.check(
                not any(form in data for form in not_in_boxes), where, "holds a label in the clear"
            )
    report.check(found_boxes > 0, "media", "no ballot box was found")
