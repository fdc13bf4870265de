"""``voters.json``: what each scripted voter meant (ELECTION_RECORD.md, last section)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from device.election.manifest import Manifest
from device.formats.canonical import canonical_bytes
from device.records.ballot_state import BallotState
from hal_sim.demo.voters import Wish


@dataclass(frozen=True, slots=True)
class MeantBallot:
    """A ballot with a code: what its voter meant, and what became of it."""

    code: str = field(repr=False)
    state: BallotState
    wishes: tuple[Wish, ...] = field(repr=False)


def voters_file(manifest: Manifest, ballots: Iterable[MeantBallot]) -> bytes:
    """The bytes of ``voters.json``."""
    return canonical_bytes({"voters": [_voter_object(manifest, ballot) for ballot in ballots]})


def _voter_object(manifest: Manifest, ballot: MeantBallot) -> dict[str, object]:
    selections, write_ins = {}, {}
    for wish in ballot.wishes:
        contest = manifest.contests[wish.contest_index - 1]
        selections[contest.label] = {
            option.label: votes for option, votes in zip(contest.options, wish.votes, strict=True) if votes
        }
        if contest.write_ins:
            write_ins[contest.label] = list(wish.write_ins)
    return {
        "confirmation_code": ballot.code,
        "ballot_state": ballot.state.value,
        "selections": selections,
        "write_ins": write_ins,
    }


def expected_counts(manifest: Manifest, ballots: Iterable[MeantBallot]) -> dict[str, dict[str, int]]:
    """What the tally of the cast ballots has to be: contest label to option label to number."""
    counts = {
        contest.label: {option.label: 0 for option in contest.options} for contest in manifest.contests
    }
    for ballot in ballots:
        if ballot.state is not BallotState.CAST:
            continue
        for wish in ballot.wishes:
            contest = manifest.contests[wish.contest_index - 1]
            for option, votes in zip(contest.options, wish.votes, strict=True):
                counts[contest.label][option.label] += votes
    return counts


def disagreements(manifest: Manifest, ballots: list[MeantBallot], tally: Mapping[str, Any]) -> list[str]:
    """Where a read ``tally.json`` is not what the voters meant; empty when it is in everything."""
    found = []
    cast = [ballot for ballot in ballots if ballot.state is BallotState.CAST]
    if tally["cast"] != len(cast):
        found.append(f"{len(cast)} ballots were cast, the tally counts {tally['cast']}.")
    found += [
        f"{label}: meant {meant}, counted {tally['contests'].get(label)}"
        for label, meant in expected_counts(manifest, ballots).items()
        if tally["contests"].get(label) != meant
    ]
    found += _write_in_disagreements(manifest, cast, tally)
    challenged = {ballot.code: ballot for ballot in ballots if ballot.state is BallotState.CHALLENGED}
    if set(challenged) != set(tally["challenged"]):
        found.append("Other ballots are opened than those that were challenged.")
        return found
    for code, ballot in challenged.items():
        meant = _voter_object(manifest, ballot)
        opened = tally["challenged"][code]
        shown = {
            label: {option: votes for option, votes in options.items() if votes}
            for label, options in opened["selections"].items()
        }
        if shown != meant["selections"] or opened["write_ins"] != meant["write_ins"]:
            found.append("A challenged ballot opens to something else than its voter selected.")
    return found


def _write_in_disagreements(
    manifest: Manifest, cast: list[MeantBallot], tally: Mapping[str, Any]
) -> list[str]:
    meant = {contest.label: 0 for contest in manifest.contests if contest.write_ins}
    for ballot in cast:
        for wish in ballot.wishes:
            if wish.write_ins:
                meant[manifest.contests[wish.contest_index - 1].label] += len(wish.write_ins)
    return [] if tally["write_in_counts"] == meant else ["The numbers of write-ins differ."]
