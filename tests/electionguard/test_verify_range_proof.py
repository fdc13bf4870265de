"""Verifications 6 and 7: no selection and no total beyond its limit, whatever the prover tries."""

from dataclasses import replace

import pytest
from gmpy2 import mpz, powmod
from support.broken_ballots import (
    FIELD,
    KEYS,
    MINUS_ONE,
    OTHER_ORDER,
    POWERS,
    VALUES,
    P,
    Q,
    changed,
    findings_of,
    numbers,
    with_ciphertext,
    with_item,
    with_proof,
)
from support.plain_prover import PlainProver, b4, with_code, with_hash
from support.small_election import STYLE
from support.small_group import SMALL

from device.electionguard.ballot import (
    Ciphertext,
    EncryptedBallot,
    Response,
)


@pytest.fixture
def prover() -> PlainProver:
    return PlainProver(SMALL, KEYS)


@pytest.fixture
def ballot(prover: PlainProver) -> EncryptedBallot:
    return prover.ballot(STYLE, VALUES, FIELD)


@pytest.mark.parametrize(
    "outside",
    [mpz(0), MINUS_ONE, OTHER_ORDER, P, P + 1, mpz(-1)],
    ids=["zero", "order 2", "order of the cofactor", "p", "p + 1", "negative"],
)
@pytest.mark.parametrize("part", ["alpha", "beta"])
def test_6a_7a_a_value_outside_the_group_is_found(ballot: EncryptedBallot, outside: mpz, part: str) -> None:
    old = ballot.contests[0].ciphertexts[1]
    ciphertexts = with_item(ballot.contests[0].ciphertexts, 1, replace(old, **{part: outside}))
    contests = with_item(ballot.contests, 0, replace(ballot.contests[0], ciphertexts=ciphertexts))
    findings = findings_of(replace(ballot, contests=contests))
    assert numbers(findings) == {"6.A", "7.A", "8.A"}
    assert findings[0].where == "contest 1, field 2"


@pytest.mark.parametrize("factor", [MINUS_ONE, OTHER_ORDER], ids=["order 2", "order of the cofactor"])
def test_6a_an_honest_value_times_one_of_a_small_order_is_found(
    ballot: EncryptedBallot, factor: mpz
) -> None:
    old = ballot.contests[0].ciphertexts[0]
    moved = Ciphertext(old.alpha, old.beta * factor % P)
    assert numbers(findings_of(with_ciphertext(ballot, 0, 0, moved))) == {"6.A", "7.A"}


def test_6a_the_same_element_written_as_a_larger_number_is_found(ballot: EncryptedBallot) -> None:
    old = ballot.contests[0].ciphertexts[0]
    assert "6.A" in numbers(findings_of(with_ciphertext(ballot, 0, 0, Ciphertext(old.alpha + P, old.beta))))


@pytest.mark.parametrize("value", [Q, Q + 1, 2**256 - 1, -1])
@pytest.mark.parametrize(("part", "item"), [("c", "B"), ("v", "C")])
def test_6bc_7bc_a_challenge_or_response_outside_z_q_is_found(
    ballot: EncryptedBallot, value: int, part: str, item: str
) -> None:
    contest = ballot.contests[1]
    proof = with_item(contest.range_proofs[2], 1, replace(contest.range_proofs[2][1], **{part: mpz(value)}))
    assert numbers(findings_of(with_proof(ballot, 1, 2, proof))) == {f"6.{item}"}
    limit = with_item(contest.limit_proof, 0, replace(contest.limit_proof[0], **{part: mpz(value)}))
    assert numbers(findings_of(changed(ballot, 1, limit_proof=limit))) == {f"7.{item}"}


@pytest.mark.parametrize("part", ["c", "v"])
def test_6bc_7bc_the_same_scalar_plus_q_is_found(ballot: EncryptedBallot, part: str) -> None:
    # Mod q nothing changes: only the range checks can see it.
    contest = ballot.contests[0]
    old = contest.range_proofs[0][0]
    more = replace(old, **{part: getattr(old, part) + Q})
    item = {"c": "B", "v": "C"}[part]
    found = findings_of(with_proof(ballot, 0, 0, with_item(contest.range_proofs[0], 0, more)))
    assert numbers(found) == {f"6.{item}"}


@pytest.mark.parametrize("part", ["c", "v"])
def test_6d_7d_an_altered_proof_is_found(ballot: EncryptedBallot, part: str) -> None:
    contest = ballot.contests[0]
    old = contest.range_proofs[1][0]
    new = replace(old, **{part: (getattr(old, part) + 1) % Q})
    found = findings_of(with_proof(ballot, 0, 1, with_item(contest.range_proofs[1], 0, new)))
    assert numbers(found) == {"6.D"}
    assert found[0].where == "contest 1, field 2"
    old = contest.limit_proof[1]
    new = replace(old, **{part: (getattr(old, part) + 1) % Q})
    found = findings_of(changed(ballot, 0, limit_proof=with_item(contest.limit_proof, 1, new)))
    assert numbers(found) == {"7.D"}
    assert found[0].where == "contest 1, selection limit"


@pytest.mark.parametrize("part", ["alpha", "beta"])
def test_6d_an_altered_ciphertext_in_the_group_is_found(ballot: EncryptedBallot, part: str) -> None:
    old = ballot.contests[0].ciphertexts[1]
    new = replace(old, **{part: getattr(old, part) * SMALL.g % P})
    assert numbers(findings_of(with_ciphertext(ballot, 0, 1, new))) == {"6.D", "7.D"}


def forged_seven(prover: PlainProver, ballot: EncryptedBallot, appended: bool) -> EncryptedBallot:
    """The first option of contest 1 as an encryption of 7, "proved" to be 0 or 1."""
    nonce = prover.scalar()
    ciphertext = prover.encrypt(7, nonce)
    q, g, key = Q, SMALL.g, KEYS.vote_key
    c, v = [prover.scalar(), prover.scalar()], [prover.scalar(), prover.scalar()]
    hashed = b"\x24" + b4(1) + b4(1) + prover.element(ciphertext.alpha) + prover.element(ciphertext.beta)
    for j in (0, 1):
        a = prover.power(g, v[j]) * prover.power(ciphertext.alpha, c[j]) % P
        b = prover.power(key, (v[j] - j * c[j]) % q) * prover.power(ciphertext.beta, c[j]) % P
        hashed += prover.element(a) + prover.element(b)
    whole = prover.hash_to_scalar(ballot.identifier_hash, hashed)
    proof = [Response(c[j], v[j]) for j in (0, 1)]
    if appended:
        proof.append(Response((whole - c[0] - c[1]) % q, mpz(0)))
    contest = ballot.contests[0]
    return changed(
        ballot,
        0,
        ciphertexts=with_item(contest.ciphertexts, 0, ciphertext),
        range_proofs=with_item(contest.range_proofs, 0, tuple(proof)),
    )


def test_6d_a_forged_vote_of_seven_with_a_branch_appended_is_refused(
    prover: PlainProver, ballot: EncryptedBallot
) -> None:
    forged = forged_seven(prover, ballot, appended=True)
    proof = forged.contests[0].range_proofs[0]
    pairs = zip(proof[:2], (0, 1), strict=True)
    # What a verifier that sums whatever it is given would compute: its equation holds.
    ciphertext = forged.contests[0].ciphertexts[0]
    hashed = b"\x24" + b4(1) + b4(1) + prover.element(ciphertext.alpha) + prover.element(ciphertext.beta)
    for each, j in pairs:
        hashed += prover.element(POWERS.g(each.v) * powmod(ciphertext.alpha, each.c, P) % P)
        w = (each.v - j * each.c) % Q
        hashed += prover.element(POWERS.vote_key(w) * powmod(ciphertext.beta, each.c, P) % P)
    challenge = prover.hash_to_scalar(forged.identifier_hash, hashed)
    assert challenge == sum(each.c for each in proof) % Q
    found = findings_of(forged)
    assert [(each.number, each.where) for each in found] == [("6.D", "contest 1, field 1")]


def test_6d_a_forged_vote_of_seven_without_the_branch_is_refused(
    prover: PlainProver, ballot: EncryptedBallot
) -> None:
    assert numbers(findings_of(forged_seven(prover, ballot, appended=False))) == {"6.D", "7.D"}


def test_6d_a_true_proof_of_a_wider_range_is_refused(prover: PlainProver, ballot: EncryptedBallot) -> None:
    nonce = prover.scalar()
    ciphertext = prover.encrypt(7, nonce)
    proof = prover.range_proof(ballot.identifier_hash, b4(1) + b4(1), ciphertext, nonce, 7, 7)
    moved = with_ciphertext(ballot, 0, 0, ciphertext)
    found = findings_of(with_proof(moved, 0, 0, proof))
    assert numbers(found) == {"6.D"}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_6d_7d_a_proof_with_another_number_of_branches_is_refused(
    ballot: EncryptedBallot, count: int
) -> None:
    contest = ballot.contests[2]
    branches = (contest.range_proofs[0] * 2)[:count]
    assert numbers(findings_of(with_proof(ballot, 2, 0, branches))) == {"6.D"}
    assert numbers(findings_of(changed(ballot, 2, limit_proof=contest.limit_proof[:count]))) == (
        {"7.D"} if count < 3 else set()
    )


def test_7d_too_many_selections_with_a_wider_true_proof_are_refused(
    prover: PlainProver, ballot: EncryptedBallot
) -> None:
    wide = replace(STYLE.contests[0], selection_limit=3)
    xi_b = prover.draw()
    contest = prover.contest(ballot.identifier_hash, xi_b, wide, (1, 1, 1), b"")
    over = with_code(replace(ballot, contests=with_item(ballot.contests, 0, contest)))
    assert numbers(findings_of(over)) == {"7.D"}
    cut = replace(contest, limit_proof=contest.limit_proof[:2])
    over = with_code(replace(ballot, contests=with_item(ballot.contests, 0, cut)))
    assert numbers(findings_of(over)) == {"7.D"}


def test_7d_write_ins_count_towards_the_selection_limit(prover: PlainProver) -> None:
    # 1 + 2 options and one write-in in "up to 3": the prover can only prove nonsense.
    ballot = prover.ballot(STYLE, [(0, 0, 0), (1, 2, 1), (0, 0)], FIELD)
    found = findings_of(ballot)
    assert [(each.number, each.where) for each in found] == [("7.D", "contest 2, selection limit")]


def test_proofs_swapped_between_options_are_found(ballot: EncryptedBallot) -> None:
    first, second, *rest = ballot.contests[0].range_proofs
    assert numbers(findings_of(changed(ballot, 0, range_proofs=(second, first, *rest)))) == {"6.D"}


def test_options_swapped_with_their_proofs_are_found(ballot: EncryptedBallot) -> None:
    contest = ballot.contests[0]
    swapped = changed(
        ballot,
        0,
        ciphertexts=(contest.ciphertexts[1], contest.ciphertexts[0], contest.ciphertexts[2]),
        range_proofs=(contest.range_proofs[1], contest.range_proofs[0], contest.range_proofs[2]),
    )
    found = findings_of(swapped)
    assert [each.where for each in found if each.number == "6.D"] == [
        "contest 1, field 1",
        "contest 1, field 2",
    ]


def test_a_contest_moved_to_another_place_is_found(prover: PlainProver, ballot: EncryptedBallot) -> None:
    as_third = replace(STYLE.contests[2], index=1)
    xi_b = prover.draw()
    moved = prover.contest(ballot.identifier_hash, xi_b, as_third, (0, 1), b"")
    moved = with_hash(prover, ballot.identifier_hash, replace(moved, index=4))
    found = findings_of(with_code(replace(ballot, contests=with_item(ballot.contests, 2, moved))))
    assert numbers(found) == {"6.D", "7.D"}


def test_a_contest_of_another_ballot_is_found(prover: PlainProver, ballot: EncryptedBallot) -> None:
    other = prover.ballot(STYLE, VALUES, FIELD).contests[0]
    contests = with_item(ballot.contests, 0, with_hash(prover, ballot.identifier_hash, other))
    assert numbers(findings_of(with_code(replace(ballot, contests=contests)))) == {"6.D", "7.D"}


def test_6a_6d_missing_ciphertexts_and_proofs_are_found(ballot: EncryptedBallot) -> None:
    contest = ballot.contests[0]
    assert numbers(findings_of(changed(ballot, 0, ciphertexts=contest.ciphertexts[:2]))) == {"6.A"}
    assert numbers(findings_of(changed(ballot, 0, range_proofs=contest.range_proofs[:2]))) == {"6.D"}


def test_the_contest_shape_decides_not_the_ballot(ballot: EncryptedBallot) -> None:
    narrow = replace(STYLE.contests[1], field_limits=(1, 1, 2))
    shape = replace(STYLE, contests=with_item(STYLE.contests, 1, narrow))
    assert numbers(findings_of(ballot, shape)) == {"6.D"}
