"""Ballots of the small election, and how to break them in one place only."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gmpy2 import powmod
from support.plain_prover import PlainProver, with_code, with_hash
from support.small_election import STYLE, small_ceremony
from support.small_group import SMALL

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    EncryptedBallot,
)
from device.electionguard.chaining import no_chaining_field
from device.electionguard.commitments import ComputedCommitments
from device.electionguard.hint_check import computed_hints
from device.electionguard.hints import hints_length_bytes
from device.electionguard.powers import PlainPowers
from device.electionguard.square_chain import SingleBase
from device.electionguard.verify_ballot import verify_ballot, verify_ballot_with
from device.electionguard.verify_finding import Finding
from device.electionguard.verify_hints import HintedBallot, HintedVerifier

KEYS = small_ceremony().keys
POWERS = PlainPowers(SMALL, KEYS)
FIELD = no_chaining_field(bytes(range(32)))
VALUES = [(0, 1, 0), (1, 0, 2), (0, 1)]
Q, P = SMALL.q, SMALL.p
MINUS_ONE = P - 1
# An element whose order is the other large prime in p - 1.
OTHER_ORDER = powmod(3, 2 * Q, P)


def findings_of(ballot: EncryptedBallot, shape: BallotShape = STYLE) -> list[Finding]:
    """What the straightforward verifier finds; the fast ones must find the same, hints or none."""
    straight = ComputedCommitments(SMALL, POWERS, SingleBase)
    findings = verify_ballot_with(SMALL, KEYS, shape, ballot, straight)
    assert verify_ballot(SMALL, KEYS, shape, ballot, POWERS) == findings
    hinted = HintedBallot(shape, ballot, hints_for(ballot, shape))
    verifier = HintedVerifier(SMALL, KEYS, POWERS, os.urandom)
    assert verifier.verify([hinted]) == [findings]
    return findings


def hints_for(ballot: EncryptedBallot, shape: BallotShape = STYLE) -> bytes:
    """The best hints that a forger can give: what the proofs imply, where they imply anything."""
    try:
        return computed_hints(SMALL, POWERS, ballot)
    except ValueError:
        return bytes(hints_length_bytes(SMALL, shape))


def numbers(findings: Sequence[Finding]) -> set[str]:
    return {finding.number for finding in findings}


def changed(ballot: EncryptedBallot, position: int, **changes: Any) -> EncryptedBallot:
    """The ballot with one contest changed, its hash and the code made right again."""
    prover = PlainProver(SMALL, KEYS)
    contests = list(ballot.contests)
    contest = replace(contests[position], **changes)
    contests[position] = with_hash(prover, ballot.identifier_hash, contest)
    return with_code(replace(ballot, contests=tuple(contests)))


def with_item(items: Sequence[Any], position: int, value: Any) -> tuple[Any, ...]:
    return (*items[:position], value, *items[position + 1 :])


def with_ciphertext(
    ballot: EncryptedBallot, contest: int, position: int, value: Ciphertext
) -> EncryptedBallot:
    ciphertexts = with_item(ballot.contests[contest].ciphertexts, position, value)
    return changed(ballot, contest, ciphertexts=ciphertexts)


def with_proof(ballot: EncryptedBallot, contest: int, position: int, proof: Any) -> EncryptedBallot:
    proofs = with_item(ballot.contests[contest].range_proofs, position, tuple(proof))
    return changed(ballot, contest, range_proofs=proofs)
