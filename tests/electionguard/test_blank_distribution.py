"""What blanks publish has exactly the distribution of the specification: counted out, and sampled."""

from collections import Counter
from itertools import product

import pytest
from gmpy2 import mpz, powmod
from support.blank_draws import filled, made
from support.engine_ballots import FIELD, keys_for, proof_numbers, seeded
from support.tiny_group import TINY

from device.electionguard.ballot import BallotShape, Ciphertext, ContestShape, PlainBallot, PlainContest
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_layout import BlankField, real_at
from device.electionguard.challenges import range_challenge
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.hashing import element_bytes
from device.electionguard.parameters import Group
from device.electionguard.powers import PlainPowers, build_table_powers
from device.electionguard.range_proof import commit, respond

FIVE = Group(p=mpz(11), q=mpz(5), g=mpz(4), p_bytes=1, q_bytes=1)
ELEVEN = Group(p=mpz(23), q=mpz(11), g=mpz(4), p_bytes=1, q_bytes=1)
H_I = bytes(range(32))
TINY_TABLES = build_table_powers(TINY, keys_for(TINY), 1100)


def draws(group, scalars):
    """Randomness that gives these scalars."""
    spare_bits = 8 - group.q.bit_length()
    left = iter(scalars)
    return lambda _count: bytes((next(left) << spare_bits,))


def by_specification(group, value, limit, nonce) -> Counter:
    """Proofs of the encryption's own code, over all u_0..u_R and c_j for j != l."""
    keys, powers = keys_for(group), PlainPowers(group, keys_for(group))
    ciphertext = Ciphertext(powers.g(nonce), powers.vote_key((nonce + value) % group.q))
    found = Counter()
    for scalars in product(range(group.q), repeat=2 * limit + 1):
        commitment = commit(group, powers, draws(group, scalars), value, limit)
        challenge = range_challenge(group, H_I, 1, 1, ciphertext, commitment.pairs)
        found[tuple(proof_numbers(respond(group, commitment, nonce, challenge)))] += 1
    assert keys.vote_key != 1
    return found


def by_blanks(group, value, limit, nonce) -> Counter:
    """Proofs of blanks, over all u of the real pair and u and t of the fake ones."""
    keys, q = keys_for(group), int(group.q)
    g_powers = [powmod(group.g, e, group.p) for e in range(q)]
    k_powers = [powmod(keys.vote_key, e, group.p) for e in range(q)]
    alpha, betas = g_powers[nonce], [k_powers[(nonce + v) % q] for v in range(limit + 1)]
    in_bytes = [element_bytes(group, each) for each in (alpha, *betas)]
    filler = BlankFiller(group, keys)
    filler.prepare(BallotShape(1, (ContestShape(1, (limit,), limit, 0),)))
    found = Counter()
    for u, *fake in product(range(q), repeat=2 * limit + 1):
        exponents = [(u, u), *zip(fake[0::2], fake[1::2], strict=True)]
        pairs = [(g_powers[u_j], k_powers[t_j]) for u_j, t_j in exponents]
        ciphertext, placed = Ciphertext(alpha, betas[value]), real_at(value, pairs)
        challenges = [mpz(0)] * (limit + 1)
        challenges[value] = range_challenge(group, H_I, 1, 1, ciphertext, placed)
        drawn = tuple((mpz(u_j), mpz(t_j)) for u_j, t_j in exponents)
        blank = BlankField(nonce, in_bytes[0], tuple(in_bytes[1:]), tuple(challenges), drawn)
        found[tuple(proof_numbers(filler._proof(blank, value)))] += 1
    return found


@pytest.mark.parametrize("value", [0, 1])
@pytest.mark.parametrize("nonce", [0, 1, 7])
def test_all_draws_of_a_proof_of_0_or_1_counted_out(value, nonce):
    expected = by_specification(ELEVEN, value, 1, mpz(nonce))
    assert expected.total() == 11**3
    assert by_blanks(ELEVEN, value, 1, mpz(nonce)) == expected


@pytest.mark.parametrize("value", [0, 1, 2])
def test_all_draws_of_a_proof_of_0_to_2_counted_out(value):
    expected = by_specification(FIVE, value, 2, mpz(3))
    assert expected.total() == 5**5
    assert by_blanks(FIVE, value, 2, mpz(3)) == expected


def test_counting_out_sees_a_difference():
    assert by_blanks(ELEVEN, 0, 1, mpz(3)) != by_specification(ELEVEN, 1, 1, mpz(3))


# Sampled over a group in which a scalar has 15 bits: 40 ballots of 50 fields a value.
FIELDS, BALLOTS, CELLS = 50, 40, 16
SHAPE = BallotShape(1, (ContestShape(1, (2,) * FIELDS, 2 * FIELDS, 0),))
SUSPICIOUS = 60.0
"""Chi-square with 15 degrees of freedom is larger once in two million times."""


def sampled(value, encrypt):
    """All (c, v) by place j of a proof of ``value``."""
    plain = PlainBallot((PlainContest((value,) * FIELDS, b""),))
    proofs = [proof for number in range(BALLOTS) for proof in encrypt(plain, number)]
    return [[proof_numbers(proof)[j] for proof in proofs] for j in range(3)]


def by_blank(plain, number):
    blank = made(TINY, TINY_TABLES, SHAPE, seeded(number))
    return filled(TINY, blank, plain, FIELD).ballot.contests[0].range_proofs


def by_table(plain, number):
    encryptor = BallotEncryptor(TINY, keys_for(TINY), TINY_TABLES, seeded(1000 + number))
    return encryptor.encrypt(SHAPE, plain, FIELD).ballot.contests[0].range_proofs


def cells(numbers):
    counts = Counter(number * CELLS // int(TINY.q) for number in numbers)
    return [counts[cell] for cell in range(CELLS)]


def chi_square_uniform(numbers):
    expected = len(numbers) / CELLS
    return sum((count - expected) ** 2 / expected for count in cells(numbers))


def chi_square_of_two(numbers, others):
    pairs = zip(cells(numbers), cells(others), strict=True)
    return sum((a - b) ** 2 / (a + b) for a, b in pairs if a + b)


@pytest.mark.parametrize("value", [0, 1, 2])
def test_every_challenge_and_response_is_uniform_wherever_the_real_one_stands(value):
    blanks, tables = sampled(value, by_blank), sampled(value, by_table)
    for of_blanks, of_tables in zip(blanks, tables, strict=True):
        for part in (0, 1):
            ours, theirs = [each[part] for each in of_blanks], [each[part] for each in of_tables]
            assert chi_square_uniform(ours) < SUSPICIOUS
            assert chi_square_of_two(ours, theirs) < SUSPICIOUS


@pytest.mark.parametrize("value", [0, 1, 2])
def test_no_two_numbers_of_a_proof_hang_together(value):
    q = int(TINY.q)
    (first, second, third) = sampled(value, by_blank)
    for left, right in ((first, second), (first, third), (second, third)):
        for a, b in product((0, 1), repeat=2):
            sums = [(x[a] + y[b]) % q for x, y in zip(left, right, strict=True)]
            assert chi_square_uniform(sums) < SUSPICIOUS
    for place in (first, second, third):
        assert chi_square_uniform([(c + v) % q for c, v in place]) < SUSPICIOUS


def test_the_statistic_sees_a_bias():
    lopsided = [number for number in range(0, int(TINY.q), 20) if number % 3 or number < int(TINY.q) // 2]
    assert chi_square_uniform(lopsided) > SUSPICIOUS
    assert chi_square_of_two(lopsided, range(0, int(TINY.q), 20)) > SUSPICIOUS
