"""A second reading of the formats, sharing no code with the product.

Everything here was written from the page that fixes the files entering and leaving the terminal, and
from the ElectionGuard Design Specification 2.1.0, without looking at the product. Where product and
second reading disagree, one of them has misread the page.
"""

from collections.abc import Callable
from pathlib import Path

from independent.challenged import verify_challenged
from independent.decryption import Opened, Secrets, open_ballot, read_secrets
from independent.election import Election
from independent.findings import Report, require
from independent.media import verify_media
from independent.package import Package, read_package
from independent.record import Record, verify_record
from independent.strict_json import octets, read
from independent.tally import read_tally, read_voters, sums, verify_totals, verify_voters


def every_ballot(_code: str) -> bool:
    """Check the proofs of all ballots."""
    return True


def record_folder(demo: Path) -> Path:
    """Where the demo's one terminal exported its record. Raises Refused."""
    folders = list((demo / "media/stick/sealmark").glob("*/*"))
    require(len(folders) == 1, f"has {len(folders)} records on the stick")
    return folders[0]


def _opened(report: Report, election: Election, secrets: Secrets, record: Record) -> dict[str, Opened]:
    opened = {}
    for code, ballot in record.ballots.items():
        with report.part(f"opening {code[:8]}"):
            opened[code] = open_ballot(election, secrets, ballot)
    return opened


def verify_counts(
    report: Report,
    demo: Path,
    election: Election,
    secrets: Secrets,
    record: Record,
    opened: dict[str, Opened],
) -> None:
    """tally.json and voters.json against the ballots and each other."""
    with report.part("voters.json"):
        voters = read_voters(election, (demo / "voters.json").read_bytes())
        verify_voters(report, voters, record.ballots, opened)
        with report.part("tally.json"):
            tally = read_tally(election, (demo / "tally.json").read_bytes())
            totals, counts = sums(election, voters)
            report.check(tally["contests"] == totals, "tally.json", "is not the sum of what was cast")
            report.check(tally["write_in_counts"] == counts, "tally.json", "counts other write-ins")
            verify_totals(report, election, secrets, record.ballots, tally)
            verify_challenged(report, election, record.ballots, opened, tally)


def verify_secrecy(report: Report, demo: Path, package: Package, opened: dict[str, Opened]) -> None:
    """No medium holds a choice or what would open one."""
    guardians = sorted((demo / "office/secret").glob("guardian_*.json"))
    hidden = [ballot.ballot_nonce for ballot in opened.values()]
    for path in guardians:
        value = read(path.read_bytes())
        numbers = value["secret_coefficients_vote"] + value["secret_coefficients_data"]
        hidden += [octets(number, 32) for number in [*numbers, value["communication_secret"]]]
    contests = package.election.manifest.contests
    labels = [label for contest in contests for label in (contest.label, *contest.options)]
    write_ins = {n for ballot in opened.values() for names in ballot.write_ins.values() for n in names}
    verify_media(report, demo / "media", labels, write_ins, hidden)


def verify_demo(demo: Path, prove: Callable[[str], bool] = every_ballot) -> Report:
    """Everything that left the terminal and its office in `demo`; an empty report when all of it holds.

    prove: picks the ballots, by code, whose proofs are checked; all else is checked for every ballot.
    """
    report = Report()
    with report.part("package"):
        package = read_package(demo / "office/package.zip", demo / "office/authority.pub")
        with report.part("record"):
            record = verify_record(report, package, record_folder(demo), prove)
            with report.part("secret"):
                secrets = read_secrets(package.election, demo / "office/secret")
                opened = _opened(report, package.election, secrets, record)
                verify_counts(report, demo, package.election, secrets, record, opened)
                verify_secrecy(report, demo, package, opened)
    return report
