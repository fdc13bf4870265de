"""Verifications 5.B, 8.A, 8.B and the proofs on the ballot nonce and contest data."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from gmpy2 import mpz
from support.broken_ballots import (
    FIELD,
    KEYS,
    POWERS,
    VALUES,
    P,
    Q,
    changed,
    findings_of,
    numbers,
    with_item,
)
from support.example_election import counter_random
from support.plain_prover import PlainProver, b4, h, with_code
from support.small_election import STYLE, base_hashes
from support.small_group import SMALL

from device.electionguard.ballot import (
    Ciphertext,
    ElectionKeys,
    EncryptedBallot,
    HashedCiphertext,
    PlainBallot,
    PlainContest,
    Response,
)
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers
from device.electionguard.verify_ballot import verify_ballot
from device.electionguard.verify_finding import CHECKS, Finding
from hal_sim.office.ceremony import hold_ceremony


@pytest.fixture
def prover() -> PlainProver:
    return PlainProver(SMALL, KEYS)


@pytest.fixture
def ballot(prover: PlainProver) -> EncryptedBallot:
    return prover.ballot(STYLE, VALUES, FIELD)


def test_an_honest_ballot_of_an_independent_prover_holds(ballot: EncryptedBallot) -> None:
    assert findings_of(ballot) == []


@pytest.mark.parametrize("values", [[(0, 0, 0), (0, 0, 0), (0, 0)], [(1, 0, 0), (0, 3, 0), (1, 1)]])
def test_blank_and_full_ballots_hold(prover: PlainProver, values: list[tuple[int, ...]]) -> None:
    assert findings_of(prover.ballot(STYLE, values, FIELD)) == []


def test_a_ballot_of_the_terminal_holds() -> None:
    encryptor = BallotEncryptor(SMALL, KEYS, POWERS, counter_random("terminal"))
    plain = PlainBallot(
        tuple(
            PlainContest(values, bytes(32 * shape.data_blocks))
            for shape, values in zip(STYLE.contests, VALUES, strict=True)
        )
    )
    assert findings_of(encryptor.encrypt(STYLE, plain, FIELD).ballot) == []


def test_a_ballot_holds_with_the_standard_parameters_and_a_forged_one_does_not() -> None:
    names = ["a", "b"]
    keys = hold_ceremony(STANDARD, *base_hashes(STANDARD, 2, 1), names, 1, counter_random("standard")).keys
    ballot = PlainProver(STANDARD, keys).ballot(STYLE, VALUES, FIELD)
    powers = PlainPowers(STANDARD, keys)
    assert verify_ballot(STANDARD, keys, STYLE, ballot, powers) == []
    contest = ballot.contests[0]
    alpha = STANDARD.p - contest.ciphertexts[0].alpha
    forged = replace(contest, ciphertexts=with_item(contest.ciphertexts, 0, Ciphertext(alpha, mpz(1))))
    ballot = replace(ballot, contests=with_item(ballot.contests, 0, forged))
    assert numbers(verify_ballot(STANDARD, keys, STYLE, ballot, powers)) == {"6.A", "7.A", "8.A"}


def test_5b_another_identifier_is_found(ballot: EncryptedBallot) -> None:
    assert numbers(findings_of(replace(ballot, id_b=bytes(32)))) == {"5.B"}


def test_5b_a_wrong_identifier_hash_breaks_everything_built_on_it(ballot: EncryptedBallot) -> None:
    assert numbers(findings_of(replace(ballot, identifier_hash=bytes(32)))) == {
        "5.B",
        "6.D",
        "7.D",
        "8.A",
        "8.B",
        "eq. 38",
        "eq. 69",
    }


def test_a_ballot_under_swapped_keys_is_found(prover: PlainProver) -> None:
    swapped = ElectionKeys(KEYS.data_key, KEYS.vote_key, KEYS.extended_base_hash)
    ballot = PlainProver(SMALL, swapped).ballot(STYLE, VALUES, FIELD)
    assert numbers(findings_of(ballot)) == {"6.D", "7.D"}


def test_a_ballot_of_another_election_is_found(prover: PlainProver) -> None:
    other = replace(KEYS, extended_base_hash=bytes(32))
    assert numbers(findings_of(PlainProver(SMALL, other).ballot(STYLE, VALUES, FIELD))) == {"5.B"}


@pytest.mark.parametrize(
    "contests",
    [lambda c: c[:2], lambda c: (*c, c[2]), lambda c: (c[1], c[0], c[2]), lambda c: ()],
    ids=["missing", "extra", "swapped", "none"],
)
def test_8a_another_list_of_contests_is_found(ballot: EncryptedBallot, contests: Any) -> None:
    assert numbers(findings_of(with_code(replace(ballot, contests=contests(ballot.contests))))) == {"8.A"}


def test_8a_another_ballot_style_is_found(ballot: EncryptedBallot) -> None:
    assert numbers(findings_of(replace(ballot, style_index=2))) == {"8.A"}


def test_8a_8b_a_wrong_contest_hash_is_found(ballot: EncryptedBallot) -> None:
    contest = replace(ballot.contests[1], contest_hash=bytes(32))
    wrong = replace(ballot, contests=with_item(ballot.contests, 1, contest))
    assert numbers(findings_of(wrong)) == {"8.A", "8.B"}
    assert numbers(findings_of(with_code(wrong))) == {"8.A"}


def test_8b_a_wrong_code_or_chaining_field_is_found(ballot: EncryptedBallot) -> None:
    assert numbers(findings_of(replace(ballot, confirmation_code=bytes(32)))) == {"8.B"}
    assert numbers(findings_of(replace(ballot, chaining_field=bytes(36)))) == {"8.B"}


def test_a_finding_needs_the_number_of_a_check() -> None:
    assert Finding("6.B", "contest 1", "x").number in CHECKS
    with pytest.raises(ValueError, match="number"):
        Finding("6.Z", "contest 1", "x")


def test_no_finding_tells_a_code_or_a_nonce(ballot: EncryptedBallot) -> None:
    broken = replace(ballot, identifier_hash=h(b"k" * 32, b"x"), confirmation_code=bytes(32))
    for finding in findings_of(broken):
        text = f"{finding!r}".upper()
        for secret in (ballot.confirmation_code, ballot.id_b, ballot.identifier_hash):
            assert secret.hex().upper()[:12] not in text


@pytest.mark.parametrize("change", ["c0", "c1", "c", "v", "order", "range", "length"])
def test_eq38_an_altered_ballot_nonce_ciphertext_is_found(ballot: EncryptedBallot, change: str) -> None:
    nonce = ballot.nonce
    altered = altered_hashed(nonce, change)
    assert numbers(findings_of(replace(ballot, nonce=altered))) == {"eq. 38"}


@pytest.mark.parametrize("change", ["c0", "c1", "c", "v", "order", "range", "length"])
def test_eq69_altered_contest_data_is_found(ballot: EncryptedBallot, change: str) -> None:
    data = ballot.contests[1].data
    assert data is not None
    altered = altered_hashed(data, change)
    if change == "range":
        contest = replace(ballot.contests[1], data=altered)
        unhashed = replace(ballot, contests=with_item(ballot.contests, 1, contest))
        assert numbers(findings_of(unhashed)) == {"eq. 69", "8.A"}
    else:
        assert numbers(findings_of(changed(ballot, 1, data=altered))) == {"eq. 69"}


def altered_hashed(hashed: Any, change: str) -> Any:
    proof = hashed.c2
    return {
        "c0": lambda: replace(hashed, c0=hashed.c0 * SMALL.g % P),
        "c1": lambda: replace(hashed, c1=bytes([hashed.c1[0] ^ 1]) + hashed.c1[1:]),
        "c": lambda: replace(hashed, c2=replace(proof, c=(proof.c + 1) % Q)),
        "v": lambda: replace(hashed, c2=replace(proof, v=(proof.v + 1) % Q)),
        "order": lambda: replace(hashed, c0=P - hashed.c0),
        "range": lambda: replace(hashed, c2=replace(proof, v=proof.v + Q)),
        "length": lambda: replace(hashed, c1=hashed.c1 + bytes(32)),
    }[change]()


def half_outside(prover: PlainProver, challenge: Callable[[mpz, mpz], mpz]) -> tuple[mpz, Response]:
    """(-g^xi, its Schnorr proof): the proof holds, for the challenge is even, but for membership."""
    xi = prover.scalar()
    c0 = P - POWERS.g(xi)
    while True:
        u = prover.scalar()
        c = challenge(POWERS.g(u), c0)
        if c % 2 == 0:
            return c0, Response(c, (u - c * xi) % Q)


def test_eq38_eq69_a_proved_value_outside_the_group_is_found(
    prover: PlainProver, ballot: EncryptedBallot
) -> None:
    h_i = ballot.identifier_hash
    data = ballot.contests[1].data
    assert data is not None

    def nonce_challenge(a: mpz, c0: mpz) -> mpz:
        return prover.hash_to_scalar(h_i, b"\x23", prover.element(a), prover.element(c0), ballot.nonce.c1)

    def data_challenge(a: mpz, c0: mpz) -> mpz:
        return prover.hash_to_scalar(h_i, b"\x27", b4(2), prover.element(a), prover.element(c0), data.c1)

    c0, proof = half_outside(prover, nonce_challenge)
    assert numbers(findings_of(replace(ballot, nonce=replace(ballot.nonce, c0=c0, c2=proof)))) == {"eq. 38"}
    c0, proof = half_outside(prover, data_challenge)
    assert numbers(findings_of(changed(ballot, 1, data=replace(data, c0=c0, c2=proof)))) == {"eq. 69"}


def test_eq38_eq69_a_proved_ciphertext_of_another_length_is_found(
    prover: PlainProver, ballot: EncryptedBallot
) -> None:
    for length in (96, 160):
        data = prover.data(ballot.identifier_hash, 2, bytes(length), prover.draw())
        assert numbers(findings_of(changed(ballot, 1, data=data))) == {"eq. 69"}
    for length in (31, 33):
        xi, u, c1 = prover.scalar(), prover.scalar(), bytes(length)
        hashed = prover.element(POWERS.g(u)) + prover.element(POWERS.g(xi)) + c1
        c = prover.hash_to_scalar(ballot.identifier_hash, b"\x23", hashed)
        nonce = HashedCiphertext(POWERS.g(xi), c1, Response(c, (u - c * xi) % Q))
        assert numbers(findings_of(replace(ballot, nonce=nonce))) == {"eq. 38"}


def test_eq69_contest_data_that_is_missing_or_too_much_is_found(
    prover: PlainProver, ballot: EncryptedBallot
) -> None:
    assert numbers(findings_of(changed(ballot, 1, data=None))) == {"eq. 69"}
    for length in (0, 32):
        extra = prover.data(ballot.identifier_hash, 1, bytes(length), prover.draw())
        assert numbers(findings_of(changed(ballot, 0, data=extra))) == {"eq. 69"}


def test_eq69_contest_data_of_another_contest_is_found(
    prover: PlainProver, ballot: EncryptedBallot
) -> None:
    other = prover.data(ballot.identifier_hash, 1, bytes(128), prover.draw())
    assert numbers(findings_of(changed(ballot, 1, data=other))) == {"eq. 69"}
