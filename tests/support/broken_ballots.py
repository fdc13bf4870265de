"""Ballots of the small election, and how to break them in one place only."""

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
from device.electionguard.powers import PlainPowers
from device.electionguard.verify_ballot import verify_ballot
from device.electionguard.verify_finding import Finding

KEYS = small_ceremony().keys
POWERS = PlainPowers(SMALL, KEYS)
FIELD = no_chaining_field(bytes(range(32)))
VALUES = [(0, 1, 0), (1, 0, 2), (0, 1)]
Q, P = SMALL.q, SMALL.p
MINUS_ONE = P - 1
# An element whose order is the other large prime in p - 1.
OTHER_ORDER = powmod(3, 2 * Q, P)


def findings_of(ballot: EncryptedBallot, shape: BallotShape = STYLE) -> list[Finding]:
    return verify_ballot(SMALL, KEYS, shape, ballot, POWERS)


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
