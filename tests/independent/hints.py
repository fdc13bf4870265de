"""hints/: the commitments that compact proofs leave out, where a record has them."""

from collections.abc import Mapping

from independent.ballots import Ballot
from independent.findings import Report


def _commitments(ballot: Ballot) -> int:
    count = 1
    for contest in ballot.contests:
        count += 2 * sum(bound + 1 for bound in contest.ranges) + 2 * (contest.limit + 1)
        count += contest.blocks > 0
    return count


def verify_hints(
    report: Report, ballots: Mapping[str, Ballot], files: Mapping[str, bytes], proven: Mapping[str, bytes]
) -> None:
    """For all ballots or none, of the exact length, and what the proofs gave where they were checked."""
    present = {name for name in files if name.startswith("hints/")}
    wanted = {f"hints/{code}.bin": code for code in ballots}
    report.check(present in (set(), set(wanted)), "hints", "are not for all ballots or none")
    for name in present & set(wanted):
        code = wanted[name]
        right = len(files[name]) == 512 * _commitments(ballots[code])
        report.check(right, name[:14], "has another length")
        report.check(files[name] == proven.get(code, files[name]), name[:14], "has other commitments")
