"""Receipts and reports as pictures, as they come out of the printer."""

import io
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from support.pictures import assert_picture
from support.printing import station

from device.hal import JobState
from device.paper.document import Document
from device.paper.receipts import challenge_receipt, code_receipt
from device.paper.reports import Section, report
from device.paper.setting import set_document
from device.ui.application import gui_application

GOLDEN = Path(__file__).parent / "golden"
CODE = sha256(b"a receipt to look at").digest()
ENGLISH = ("General Election of Franklin County", "7A3F09C2D4E1B856", "T-0042")
SPANISH = ("Elección general del condado de Franklin", "7A3F09C2D4E1B856", "T-0042")
CONTESTS = [
    ("Governor", ["Ana María Peña-Núñez (Independent)"]),
    ("County Commissioners, District 2", ["John Q. Public", "Zoë Ångström"]),
    ("Measure 7: Bonds for the school district’s heating and ventilation", ["Yes"]),
    ("Library Board", []),
    ("Mayor", ["Guðrún Þorsteinsdóttir (written in)"]),
]
ZERO_REPORT = report(
    "Zero report",
    [
        Section(
            "Ballot boxes",
            ("Every box is empty.",),
            (("Encrypted", "0"), ("Cast", "0"), ("Challenged", "0"), ("Spoiled", "0")),
        ),
        Section("Keys", hashes=(("Signing key of this machine", sha256(b"key").hexdigest().upper()),)),
    ],
    place="Franklin Elementary School, Gymnasium",
    device_id="T-0042",
    election_title=ENGLISH[0],
    election_id=ENGLISH[1],
    printed_at=datetime(2026, 11, 3, 6, 30, 5, tzinfo=timezone(timedelta(hours=-5))),
)

PAPERS = {
    "receipt-code-en": code_receipt("en", CODE, *ENGLISH),
    "receipt-code-es-reprint": code_receipt("es", CODE, *SPANISH, reprint=1),
    "receipt-challenge-en": challenge_receipt("en", CODE, *ENGLISH, CONTESTS),
    "receipt-challenge-es": challenge_receipt("es", CODE, *SPANISH, CONTESTS[:2]),
    "report-zero": ZERO_REPORT,
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_did_when_somebody_last_looked_at_it(name: str, tmp_path: Path) -> None:
    assert_picture(_printed(PAPERS[name]), GOLDEN / f"{name}.png", tmp_path)


def _printed(document: Document) -> QImage:
    """The paper as the simulated printer drew it, from the driver's bytes."""
    gui_application()
    with station() as desk:
        assert desk.print(set_document(document, 576, 8.0)) is JobState.CUT
        (piece,) = desk.printed_pieces()
        png = io.BytesIO()
        piece.picture().save(png, "PNG")
        return QImage.fromData(png.getvalue())
