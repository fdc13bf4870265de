"""Range proofs hold by the verifier's equations, recomputed in plain numbers, and by nothing else."""

import dataclasses

import pytest
from gmpy2 import mpz
from hypothesis import given
from hypothesis import strategies as st
from support import slow_electionguard as slow
from support.engine_ballots import (
    EVERY_KIND,
    EVERY_KIND_PLAIN,
    FIELD,
    ballots,
    keys_for,
    proof_numbers,
    scalars,
    seeded,
    slow_election,
)
from support.small_group import SMALL

from device.electionguard.ballot import Ciphertext
from device.electionguard.challenges import aggregate, limit_challenge, range_challenge
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import build_table_powers
from device.electionguard.range_proof import commit, respond

KEYS = keys_for(SMALL)
POWERS = build_table_powers(SMALL, KEYS, 300_000)
ELECTION = slow_election(SMALL, KEYS)
H_I = bytes(range(32))
CONTEXT = bytes.fromhex("00000003 00000002")


def encrypted(value: int, nonce: int) -> Ciphertext:
    return Ciphertext(POWERS.g(mpz(nonce)), POWERS.vote_key((mpz(nonce) + value) % SMALL.q))


def proved(value: int, limit: int, nonce: int = 99, random=None):
    ciphertext = encrypted(value, nonce)
    commitment = commit(SMALL, POWERS, random or seeded(5), value, limit)
    challenge = range_challenge(SMALL, H_I, 3, 2, ciphertext, commitment.pairs)
    return ciphertext, respond(SMALL, commitment, mpz(nonce), challenge)


def holds(ciphertext, proof, limit, h_i=H_I, context=CONTEXT) -> bool:
    alpha, beta = int(ciphertext.alpha), int(ciphertext.beta)
    return slow.range_proof_holds(ELECTION, h_i, context, alpha, beta, proof_numbers(proof), limit)


@pytest.mark.parametrize(("value", "limit"), [(v, r) for r in range(9) for v in range(r + 1)])
def test_every_value_up_to_every_limit_is_proved(value, limit):
    ciphertext, proof = proved(value, limit)
    assert len(proof) == limit + 1
    assert holds(ciphertext, proof, limit)


@given(scalars(SMALL), st.integers(0, 4), st.sampled_from([0, 255]))
def test_edges_of_the_nonce_and_of_the_randomness(nonce, value, byte):
    q_edge = b"\xff" * 31 + b"\x42"  # q - 1; 32 bytes of 255 would be drawn again
    random = (lambda count: q_edge[:count]) if byte else bytes
    ciphertext, proof = proved(value, 4, nonce, random)
    assert holds(ciphertext, proof, 4)


@pytest.mark.parametrize("value", [0, 1, 2, 3])
def test_any_change_breaks_a_proof(value):
    ciphertext, proof = proved(value, 3)
    assert holds(ciphertext, proof, 3)
    for j, response in enumerate(proof):
        for change in ({"c": (response.c + 1) % SMALL.q}, {"v": (response.v - 1) % SMALL.q}):
            changed = (*proof[:j], dataclasses.replace(response, **change), *proof[j + 1 :])
            assert not holds(ciphertext, changed, 3)
    assert not holds(ciphertext, (proof[1], proof[0], *proof[2:]), 3)
    assert not holds(ciphertext, proof[:-1], 3)
    assert not holds(ciphertext, proof[:-1], 2)
    assert not holds(ciphertext, (*proof, proof[-1]), 3)
    for name in ("alpha", "beta"):
        other = getattr(ciphertext, name) * SMALL.g % SMALL.p
        assert not holds(dataclasses.replace(ciphertext, **{name: other}), proof, 3)
        negated = SMALL.p - getattr(ciphertext, name)
        assert not holds(dataclasses.replace(ciphertext, **{name: negated}), proof, 3)
    assert not holds(ciphertext, proof, 3, h_i=bytes(32))
    assert not holds(ciphertext, proof, 3, context=bytes.fromhex("00000003 00000001"))
    assert not holds(ciphertext, proof, 3, context=bytes.fromhex("00000002 00000002"))
    assert not holds(ciphertext, proof, 3, context=bytes.fromhex("00000003"))


@pytest.mark.parametrize("wrong", [3, 4, 7])
def test_a_value_above_the_limit_cannot_be_proved(wrong):
    ciphertext = encrypted(wrong, 99)
    for claimed in range(3):
        commitment = commit(SMALL, POWERS, seeded(wrong), claimed, 2)
        challenge = range_challenge(SMALL, H_I, 3, 2, ciphertext, commitment.pairs)
        proof = respond(SMALL, commitment, mpz(99), challenge)
        assert not holds(ciphertext, proof, 2)


def test_commitments_are_hashed_interleaved_and_in_order():
    ciphertext = encrypted(1, 99)
    pairs = commit(SMALL, POWERS, seeded(6), 1, 2).pairs
    message = b"\x24" + CONTEXT + slow.b(ciphertext.alpha, 64) + slow.b(ciphertext.beta, 64)
    for a, b in pairs:
        message += slow.b(a, 64) + slow.b(b, 64)
    assert range_challenge(SMALL, H_I, 3, 2, ciphertext, pairs) == slow.mac_q(ELECTION, H_I, message)
    limit_message = message.replace(CONTEXT, CONTEXT[:4], 1)
    assert limit_challenge(SMALL, H_I, 3, ciphertext, pairs) == slow.mac_q(ELECTION, H_I, limit_message)
    in_blocks = [a for a, _ in pairs] + [b for _, b in pairs]
    apart = list(zip(in_blocks[::2], in_blocks[1::2], strict=True))
    assert range_challenge(SMALL, H_I, 3, 2, ciphertext, apart) != slow.mac_q(ELECTION, H_I, message)


def assert_proofs_of_ballot_hold(group, powers, shape, plain, seed):
    keys = keys_for(group)
    election = slow_election(group, keys)
    ballot = BallotEncryptor(group, keys, powers, seeded(seed)).encrypt(shape, plain, FIELD).ballot
    h_i = slow.mac(keys.extended_base_hash, b"\x20" + ballot.id_b)
    for contest_shape, contest in zip(shape.contests, ballot.contests, strict=True):
        index = slow.b(contest_shape.index, 4)
        of_fields = (contest_shape.field_limits, contest.ciphertexts, contest.range_proofs)
        for j, (limit, ciphertext, proof) in enumerate(zip(*of_fields, strict=True), start=1):
            numbers = (int(ciphertext.alpha), int(ciphertext.beta), proof_numbers(proof), limit)
            assert slow.range_proof_holds(election, h_i, index + slow.b(j, 4), *numbers)
        total = aggregate(group, contest.ciphertexts)
        numbers = (int(total.alpha), int(total.beta), proof_numbers(contest.limit_proof))
        assert slow.range_proof_holds(election, h_i, index, *numbers, contest_shape.selection_limit)


@given(ballots(), st.integers(0, 1000))
def test_all_proofs_of_any_small_ballot_hold(ballot, seed):
    assert_proofs_of_ballot_hold(SMALL, POWERS, *ballot, seed)


def test_all_proofs_of_a_ballot_over_the_standard_group_hold(standard_tables):
    assert_proofs_of_ballot_hold(STANDARD, standard_tables, EVERY_KIND, EVERY_KIND_PLAIN, 7)


def test_proofs_tell_nothing_by_their_repr():
    commitment = commit(SMALL, POWERS, seeded(8), 1, 1)
    text = repr(commitment)
    for secret in (*commitment.exponents, *commitment.chosen):
        assert secret == 0 or str(secret) not in text
    assert "value" not in text
