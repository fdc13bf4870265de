"""Ballots with hints: never trusted, never needed, and a wrong one is named."""

import os
from dataclasses import replace

import pytest
from gmpy2 import mpz, powmod
from hypothesis import given, settings
from support.broken_ballots import (
    FIELD,
    KEYS,
    MINUS_ONE,
    OTHER_ORDER,
    POWERS,
    P,
    changed,
    hints_for,
    with_ciphertext,
    with_item,
)
from support.engine_ballots import ballots as any_ballots
from support.engine_ballots import keys_for
from support.plain_prover import PlainProver
from support.small_election import COUNTRY, STYLE
from support.small_group import SMALL

from device.electionguard import verify_hints
from device.electionguard.ballot import Ciphertext
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.hints import hint_bytes, hints_length_bytes, hints_of, read_hints
from device.electionguard.powers import PlainPowers
from device.electionguard.self_check import SelfCheck
from device.electionguard.verify_finding import Finding
from device.electionguard.verify_hints import HintedBallot, HintedVerifier
from device.errors import FormatError

WRONG = [Finding("hints", "ballot", "the hints are not the commitments of its proofs")]
SIZE = SMALL.p_bytes
VOTES = [
    (STYLE, [(0, 1, 0), (1, 0, 2), (0, 1)]),
    (COUNTRY, [(0, 0, 1), (1, 0)]),
    (STYLE, [(0, 0, 0), (0, 3, 0), (1, 1)]),
    (STYLE, [(1, 0, 0), (0, 1, 1), (0, 0)]),
    (COUNTRY, [(0, 0, 0), (0, 0)]),
]


@pytest.fixture(scope="module")
def ballots():
    prover = PlainProver(SMALL, KEYS)
    made = [(shape, prover.ballot(shape, values, FIELD)) for shape, values in VOTES]
    return [HintedBallot(shape, ballot, hints_for(ballot, shape)) for shape, ballot in made]


def verified(ballots):
    return HintedVerifier(SMALL, KEYS, POWERS, os.urandom).verify(ballots)


def numbers(hints):
    return [int.from_bytes(hints[i : i + SIZE], "big") for i in range(0, len(hints), SIZE)]


def as_bytes(values):
    return b"".join(int(value).to_bytes(SIZE, "big") for value in values)


def test_honest_ballots_hold_without_a_single_check_of_their_own(ballots, monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("the batch should have been enough")

    monkeypatch.setattr(verify_hints, "verify_ballot", refuse)
    assert verified(ballots) == [[]] * len(ballots)
    assert verified(ballots[:1]) == [[]]
    assert verified([]) == []


WAYS = {
    "times an element of the group": lambda x: x * SMALL.g % P,
    "negated": lambda x: P - x,
    "times an element of another order": lambda x: x * OTHER_ORDER % P,
    "one": lambda x: 1,
    "zero": lambda x: 0,
    "one more": lambda x: x + 1,
    "not reduced": lambda x: x + P,
    "as large as can be": lambda x: 2 ** (8 * SIZE) - 1,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_wrong_hint_is_named_and_no_other(ballots, way):
    for place in (0, 1, len(numbers(ballots[2].hints)) // 2, -2, -1):
        values = numbers(ballots[2].hints)
        values[place] = way(values[place])
        spoilt = with_item(ballots, 2, replace(ballots[2], hints=as_bytes(values)))
        assert verified(spoilt) == [[], [], WRONG, [], []]


def test_every_single_number_of_the_hints_counts(ballots):
    values = numbers(ballots[1].hints)
    for place, value in enumerate(values):
        wrong = as_bytes(with_item(values, place, value * SMALL.g % P))
        assert verified([replace(ballots[1], hints=wrong)]) == [WRONG]


def test_hints_exchanged_within_a_ballot_or_between_ballots_are_named(ballots):
    values = numbers(ballots[0].hints)
    for left, right in ((0, 1), (0, 2), (1, 3), (0, 4), (4, 8), (-1, 0)):
        exchanged = list(values)
        exchanged[left], exchanged[right] = values[right], values[left]
        assert verified([replace(ballots[0], hints=as_bytes(exchanged))]) == [WRONG]
    first, third = ballots[0], ballots[2]
    crossed = [replace(first, hints=third.hints), ballots[1], replace(third, hints=first.hints)]
    assert verified(crossed) == [WRONG, [], WRONG]


@pytest.mark.parametrize(
    "cut",
    [lambda b: b"", lambda b: b[:-1], lambda b: b + b"\0", lambda b: b[SIZE:], lambda b: b + b[-SIZE:]],
)
def test_hints_of_another_length_are_named(ballots, cut):
    spoilt = with_item(ballots, 0, replace(ballots[0], hints=cut(ballots[0].hints)))
    assert verified(spoilt) == [WRONG, [], [], [], []]


def test_negated_pairs_that_would_cancel_are_named(ballots):
    values = numbers(ballots[0].hints)
    for pair in ((0, 1), (0, 2), (1, 5)):
        negated = [P - value if place in pair else value for place, value in enumerate(values)]
        assert verified([replace(ballots[0], hints=as_bytes(negated))]) == [WRONG]


@pytest.mark.parametrize("factor", [MINUS_ONE, OTHER_ORDER], ids=["order 2", "order of the cofactor"])
def test_lying_hints_cannot_bring_a_number_outside_the_group_through(ballots, factor):
    # The forger proves honestly for x, publishes x times a factor that all hashes are made over, and
    # gives the commitments of the proof for x as hints: every hash is right.
    prover = PlainProver(SMALL, KEYS)
    honest = prover.ballot(STYLE, VOTES[0][1], FIELD)
    old = honest.contests[0].ciphertexts[0]
    moved = Ciphertext(old.alpha * factor % P, old.beta)
    forged = with_ciphertext(honest, 0, 0, moved)
    ranges = numbers(hints_for(honest))
    proof = prove_again(prover, forged, ranges)
    findings = verified([HintedBallot(STYLE, proof, as_bytes(ranges)), *ballots])
    assert {each.number for each in findings[0]} >= {"6.A", "7.A"}
    assert findings[1:] == [[]] * len(ballots)


def prove_again(prover, ballot, hints):
    """Challenges of the first field and of the limit made to fit these hints, the responses not."""
    contest, h_i = ballot.contests[0], ballot.identifier_hash
    ciphertext = contest.ciphertexts[0]
    hashed = b"\x24" + (1).to_bytes(4, "big") * 2 + prover.element(ciphertext.alpha)
    hashed += prover.element(ciphertext.beta) + as_bytes(hints[:4])
    proof = fitting(contest.range_proofs[0], prover.hash_to_scalar(h_i, hashed))
    total = prover.total(contest.ciphertexts)
    hashed = b"\x24" + (1).to_bytes(4, "big") + prover.element(total.alpha) + prover.element(total.beta)
    limit = fitting(contest.limit_proof, prover.hash_to_scalar(h_i, hashed + as_bytes(hints[12:16])))
    proofs = with_item(contest.range_proofs, 0, proof)
    return changed(ballot, 0, range_proofs=proofs, limit_proof=limit)


def fitting(proof, challenge):
    first, second = proof
    return replace(first, c=(challenge - second.c) % SMALL.q), second


def test_the_forgery_above_gets_past_everything_but_the_batch(ballots):
    prover = PlainProver(SMALL, KEYS)
    honest = prover.ballot(STYLE, VOTES[0][1], FIELD)
    old = honest.contests[0].ciphertexts[0]
    forged = with_ciphertext(honest, 0, 0, Ciphertext(P - old.alpha, old.beta))
    hints = numbers(hints_for(honest))
    hinted = HintedBallot(STYLE, prove_again(prover, forged, hints), as_bytes(hints))
    source = verify_hints.HintedCommitments(
        SMALL, os.urandom, STYLE, read_hints(SMALL, STYLE, hinted.hints)
    )
    assert verify_hints.verify_ballot_with(SMALL, KEYS, STYLE, hinted.ballot, source) == []


def test_a_ballot_that_does_not_hold_is_told_by_its_own_findings(ballots):
    wrong = replace(ballots[0].ballot, confirmation_code=bytes(32))
    findings = verified([*ballots[1:], replace(ballots[0], ballot=wrong)])
    assert [{each.number for each in found} for found in findings] == [set()] * 4 + [{"8.B"}]


def test_a_ballot_of_another_style_is_not_read_by_its_hints(ballots):
    crossed = HintedBallot(COUNTRY, ballots[0].ballot, ballots[1].hints)
    assert {each.number for each in verified([crossed])[0]} == {"8.A"}


@settings(max_examples=15)
@given(any_ballots())
def test_the_terminals_workings_are_the_hints_of_its_ballot(made):
    shape, plain = made
    keys = keys_for(SMALL)
    powers = PlainPowers(SMALL, keys)
    kept = []

    def keeping(check, plain, workings, random):
        kept.append(workings)
        run(check, plain, workings, random)

    run = SelfCheck.run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SelfCheck, "run", keeping)
        ballot = BallotEncryptor(SMALL, keys, powers, os.urandom).encrypt(shape, plain, FIELD).ballot
    hints = hint_bytes(SMALL, hints_of(kept[0]))
    assert len(hints) == hints_length_bytes(SMALL, shape)
    assert hint_bytes(SMALL, read_hints(SMALL, shape, hints)) == hints
    hinted = HintedBallot(shape, ballot, hints)
    assert HintedVerifier(SMALL, keys, powers, os.urandom).verify([hinted]) == [[]]


def test_reading_hints_refuses_what_is_not_their_form(ballots):
    hints = ballots[0].hints
    for wrong in (b"", hints[:-1], hints + b"\0", int(P).to_bytes(SIZE, "big") + hints[SIZE:]):
        with pytest.raises(FormatError):
            read_hints(SMALL, STYLE, wrong)


def test_hints_stand_in_the_order_of_the_format(ballots):
    contest = ballots[0].ballot.contests[1]
    # Before contest 2: three fields of 2 pairs and a limit of 2 pairs.
    start = 2 * (3 * 2 + 2)
    values = numbers(ballots[0].hints)
    for j, response in enumerate(contest.range_proofs[0]):
        a = POWERS.g(response.v) * powmod(contest.ciphertexts[0].alpha, response.c, P) % P
        w = (response.v - j * response.c) % SMALL.q
        b = POWERS.vote_key(w) * powmod(contest.ciphertexts[0].beta, response.c, P) % P
        assert values[start + 2 * j : start + 2 * j + 2] == [a, b]
    # Fields 0..1, 0..3 and 0..2, a limit of 0..3, then a of the contest data.
    data = contest.data
    assert data is not None
    place = start + 2 * (2 + 4 + 3 + 4)
    assert values[place] == POWERS.g(data.c2.v) * powmod(data.c0, data.c2.c, P) % P
    nonce = ballots[0].ballot.nonce
    assert values[-1] == POWERS.g(nonce.c2.v) * powmod(nonce.c0, nonce.c2.c, P) % P
    assert mpz(values[-1]) < P
