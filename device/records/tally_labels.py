"""From the labels of ``tally.json`` to the fields of the arithmetic: Verifications 11 and 14.A to 14.D.

Only where every label stands where the manifest has it can the numbers be compared with ciphertexts.
"""

from collections.abc import Sequence

from device.election.manifest import Contest, Manifest
from device.electionguard.contest_data import decode_write_ins
from device.electionguard.tally import ContestTally, OpenedBallot, OpenedContest
from device.electionguard.verify_finding import Finding
from device.errors import FormatError
from device.records.tally_file import ChallengedEntry, OpenedProofs, Selections, TallyFile

_TALLY_NUMBERS = ("11.A", "11.D", "11.B", "11.C")
_BALLOT_NUMBERS = ("14.A", "14.B", "14.C", "14.D")


def verify_tally_labels(tally: TallyFile, manifest: Manifest) -> list[Finding]:
    """Verification 11: exactly the manifest's contests and options, write-in counts, and proofs."""
    findings = _verify_labels(tally.contests, manifest.contests, _TALLY_NUMBERS, "tally")
    if list(tally.write_in_counts) != [each.label for each in manifest.contests if each.write_ins]:
        findings.append(Finding("11.C", "tally", "the write-in counts are not those of the manifest"))
    if [each.index for each in tally.proofs] != [contest.index for contest in manifest.contests]:
        findings.append(Finding("11.D", "tally", "the proofs are not those of the manifest's contests"))
    return findings


def contest_tallies(tally: TallyFile, manifest: Manifest) -> tuple[ContestTally, ...]:
    """The tally for the arithmetic; only once ``verify_tally_labels`` finds nothing."""
    return tuple(
        ContestTally(
            proofs.index,
            proofs.ciphertexts,
            _values(tally.contests, contest, tally.write_in_counts.get(contest.label)),
            proofs.decryptions,
        )
        for contest, proofs in zip(manifest.contests, tally.proofs, strict=True)
    )


def verify_challenged_labels(
    entry: ChallengedEntry, contests: Sequence[Contest], where: str
) -> list[Finding]:
    """Verifications 14.A to 14.D of one challenged ballot; ``contests`` are those of its style."""
    findings = _verify_labels(entry.selections, contests, _BALLOT_NUMBERS, where)
    if list(entry.write_ins) != [each.label for each in contests if each.write_ins]:
        findings.append(
            Finding("14.B", where, "the write-ins are not those of the ballot style's contests")
        )
    if [proofs.index for proofs in entry.proofs] != [contest.index for contest in contests]:
        findings.append(Finding("14.B", where, "the proofs are not those of the ballot style's contests"))
        return findings
    for contest, proofs in zip(contests, entry.proofs, strict=True):
        if (proofs.write_in_count is not None) != bool(contest.write_ins):
            at = f"{where}, contest {contest.index}"
            findings.append(Finding("14.D", at, "the write-in count is missing, or must not be there"))
    return findings


def opened_ballot(entry: ChallengedEntry, contests: Sequence[Contest]) -> OpenedBallot:
    """The ballot for the arithmetic; only once ``verify_challenged_labels`` finds nothing."""
    return OpenedBallot(
        entry.code,
        tuple(
            OpenedContest(
                contest.index,
                _values(entry.selections, contest, proofs.write_in_count),
                proofs.data,
                proofs.proof,
            )
            for contest, proofs in zip(contests, entry.proofs, strict=True)
        ),
    )


def verify_write_ins(entry: ChallengedEntry, contests: Sequence[Contest], where: str) -> list[Finding]:
    """The texts are those in the contest data, and as many as the write-in count says.

    Contest data in another form, or another number of texts, is a fault of the terminal, which a
    challenge is there to bring to light.
    """
    findings: list[Finding] = []
    for contest, proofs in zip(contests, entry.proofs, strict=True):
        at = f"{where}, contest {contest.index}"
        texts = write_ins_of(proofs.data) if contest.data_blocks else ()
        if texts is None:
            findings.append(Finding("14.E", at, "the contest data is not in the form of the record"))
        if contest.write_ins and entry.write_ins[contest.label] != (texts or ()):
            findings.append(Finding("13.A", at, "the write-ins are not those in the contest data"))
        if texts is not None and len(texts) != _write_in_count(proofs):
            findings.append(Finding("14.E", at, "the write-in count is not the number of write-ins"))
    return findings


def write_ins_of(data: bytes) -> tuple[str, ...] | None:
    """The texts in contest data, None where it is not in the form of the record."""
    try:
        return decode_write_ins(data)
    except FormatError:
        return None


def _write_in_count(proofs: OpenedProofs) -> int:
    return 0 if proofs.write_in_count is None else proofs.write_in_count


def _values(selections: Selections, contest: Contest, write_ins: int | None) -> tuple[int, ...]:
    values = tuple(selections[contest.label][option.label] for option in contest.options)
    return values if write_ins is None else (*values, write_ins)


def _verify_labels(
    selections: Selections, contests: Sequence[Contest], numbers: tuple[str, str, str, str], where: str
) -> list[Finding]:
    extra_contest, missing_contest, extra_option, missing_option = numbers
    labels = [contest.label for contest in contests]
    findings: list[Finding] = []
    if set(selections) - set(labels):
        findings.append(Finding(extra_contest, where, "a contest is not one of the manifest's"))
    if set(labels) - set(selections):
        findings.append(Finding(missing_contest, where, "a contest is missing"))
    if not findings and list(selections) != labels:
        findings.append(Finding(missing_contest, where, "the contests stand in another order"))
    for contest in contests:
        at = f"{where}, contest {contest.index}"
        options = [option.label for option in contest.options]
        given = list(selections.get(contest.label, options))
        if set(given) - set(options):
            findings.append(Finding(extra_option, at, "an option is not one of the manifest's"))
        if set(options) - set(given):
            findings.append(Finding(missing_option, at, "an option is missing"))
        elif set(given) == set(options) and given != options:
            findings.append(Finding(missing_option, at, "the options stand in another order"))
    return findings
