"""Joint decryption: any quorum decrypts the same, and nobody can bend the result unseen."""

import hmac
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import combinations

import pytest
from gmpy2 import mpz, powmod
from support.example_election import counter_random
from support.plain_prover import PlainProver
from support.small_election import STYLE, small_ceremony
from support.small_group import SMALL

from device.electionguard.ballot import Ciphertext, EncryptedBallot, HashedCiphertext
from device.electionguard.chaining import no_chaining_field
from device.electionguard.opening import open_ballot
from device.electionguard.powers import PlainPowers
from device.electionguard.verify_tally import verify_decryption
from device.errors import InputError, StateError
from hal_sim.office.decryption import Quorum
from hal_sim.office.decryption_guardian import DecryptingGuardian
from hal_sim.office.decryption_statement import Part, TallyStatement, available_bytes
from hal_sim.office.discrete_log import DiscreteLog
from hal_sim.office.guardian_secret import KeyShare

Q, P = SMALL.q, SMALL.p
CEREMONY = small_ceremony(5, 3)
KEYS = CEREMONY.keys
POWERS = PlainPowers(SMALL, KEYS)
PLACE = (2, 3)


def quorum_of(shares: Sequence[KeyShare]) -> Quorum:
    return Quorum(SMALL, KEYS, POWERS, CEREMONY.guardians, shares, counter_random("quorum"))


def encrypted(value: int) -> Ciphertext:
    return PlainProver(SMALL, KEYS).encrypt(value, mpz(123456789))


def ballot() -> EncryptedBallot:
    field = no_chaining_field(bytes(32))
    return PlainProver(SMALL, KEYS).ballot(STYLE, [(0, 1, 0), (1, 1, 1), (1, 1)], field)


def check(ciphertext: Ciphertext, value: int, quorum: Quorum) -> list[str]:
    decryption = quorum.decrypt(PLACE, ciphertext)
    return [
        each.number
        for each in verify_decryption(SMALL, KEYS, POWERS, PLACE, ciphertext, value, decryption, "x")
    ]


def test_every_quorum_decrypts_the_same_with_a_proof_that_holds() -> None:
    ciphertext = encrypted(42)
    for subset in combinations(CEREMONY.shares, 3):
        quorum = quorum_of(subset)
        assert quorum.decrypt(PLACE, ciphertext).decrypted == powmod(KEYS.vote_key, 42, P)
        assert check(ciphertext, 42, quorum) == []
        assert check(ciphertext, 41, quorum) == ["10.C"]


@pytest.mark.parametrize("count", [4, 5])
def test_more_than_a_quorum_can_take_part(count: int) -> None:
    assert check(encrypted(7), 7, quorum_of(CEREMONY.shares[:count])) == []


def test_fewer_than_a_quorum_or_one_guardian_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer"):
        quorum_of(CEREMONY.shares[:2])
    with pytest.raises(ValueError, match="twice"):
        quorum_of([*CEREMONY.shares[:2], CEREMONY.shares[0]])


def test_a_guardian_with_a_wrong_share_is_named() -> None:
    wrong = replace(CEREMONY.shares[3], vote=(CEREMONY.shares[3].vote + 1) % Q)
    with pytest.raises(InputError, match="Guardian 4's part"):
        quorum_of([CEREMONY.shares[0], CEREMONY.shares[2], wrong]).decrypt(PLACE, encrypted(1))


def test_a_guardian_with_a_wrong_data_share_is_named() -> None:
    wrong = replace(CEREMONY.shares[1], data=(CEREMONY.shares[1].data + 1) % Q)
    quorum = quorum_of([CEREMONY.shares[0], wrong, CEREMONY.shares[4]])
    a_ballot = ballot()
    data = a_ballot.contests[1].data
    assert data is not None
    with pytest.raises(InputError, match="Guardian 2's part"):
        quorum.decrypt_contest_data(a_ballot, STYLE.contests[1], data)


def test_a_guardian_commits_with_the_bytes_of_the_specification() -> None:
    ciphertext = encrypted(5)
    statement = TallyStatement(KEYS.extended_base_hash, PLACE, ciphertext)
    guardian = DecryptingGuardian(SMALL, CEREMONY.shares[1], counter_random("one"))
    started = guardian.begin(statement, [5, 1, 2])
    commitment = started.commitment()
    part = started.reveal({1: b"x", 2: commitment, 5: b"y"})
    elements = (ciphertext.alpha, ciphertext.beta, part.a, part.b, part.m)
    numbers = b"".join(n.to_bytes(4, "big") for n in (2, 3, 2))
    hashed = b"\x30" + numbers + b"".join(int(each).to_bytes(64, "big") for each in elements)
    hashed += b"".join(n.to_bytes(4, "big") for n in (3, 1, 2, 5))
    assert commitment == hmac.new(KEYS.extended_base_hash, hashed, sha256).digest()
    assert available_bytes([5, 1, 2]) == hashed[-16:]


def test_a_guardian_reveals_nothing_before_every_commitment_is_in() -> None:
    statement = TallyStatement(KEYS.extended_base_hash, PLACE, encrypted(5))
    guardian = DecryptingGuardian(SMALL, CEREMONY.shares[0], counter_random("one"))
    started = guardian.begin(statement, [1, 2, 3])
    with pytest.raises(InputError, match="missing"):
        started.reveal({1: started.commitment(), 2: bytes(32)})
    with pytest.raises(StateError):
        started.respond({})


def test_a_guardian_answers_nobody_who_revealed_something_else() -> None:
    statement = TallyStatement(KEYS.extended_base_hash, PLACE, encrypted(5))
    indices = [1, 2, 3]
    rounds = {
        share.index: DecryptingGuardian(SMALL, share, counter_random(str(share.index))).begin(
            statement, indices
        )
        for share in CEREMONY.shares[:3]
    }
    commitments = {index: each.commitment() for index, each in rounds.items()}
    parts = {index: each.reveal(commitments) for index, each in rounds.items()}
    # Guardian 3 saw the others' parts and would now bend the joint commitment to its liking.
    bent = {**parts, 3: Part(3, parts[3].a * SMALL.g % P, parts[3].b, parts[3].m)}
    with pytest.raises(InputError, match="Guardian 3 revealed another part"):
        rounds[1].respond(bent)
    with pytest.raises(InputError, match="Guardian 2 did not reveal"):
        rounds[1].respond({1: parts[1], 3: parts[3]})
    rounds[1].respond(parts)
    with pytest.raises(StateError):
        rounds[1].respond(parts)


def test_a_guardian_cannot_pass_off_anothers_part_as_its_own() -> None:
    statement = TallyStatement(KEYS.extended_base_hash, PLACE, encrypted(5))
    rounds = {
        share.index: DecryptingGuardian(SMALL, share, counter_random(str(share.index))).begin(
            statement, [1, 2, 3]
        )
        for share in CEREMONY.shares[:3]
    }
    commitments = {index: each.commitment() for index, each in rounds.items()}
    commitments[3] = commitments[2]
    parts = {index: each.reveal(commitments) for index, each in rounds.items()}
    parts[3] = parts[2]
    with pytest.raises(InputError, match="Guardian 3 revealed another part"):
        rounds[1].respond(parts)


def test_a_guardian_that_is_not_available_takes_no_part() -> None:
    statement = TallyStatement(KEYS.extended_base_hash, PLACE, encrypted(5))
    guardian = DecryptingGuardian(SMALL, CEREMONY.shares[3], counter_random("one"))
    with pytest.raises(ValueError, match="available"):
        guardian.begin(statement, [1, 2, 3])


def test_any_quorum_opens_a_ballot_through_its_nonce() -> None:
    a_ballot = ballot()
    for subset in combinations(CEREMONY.shares, 3):
        nonce = quorum_of(subset).decrypt_ballot_nonce(a_ballot)
        plain = open_ballot(SMALL, KEYS, STYLE, a_ballot, nonce)
        assert [contest.values for contest in plain.contests] == [(0, 1, 0), (1, 1, 1), (1, 1)]


@pytest.mark.parametrize("part", ["c0", "c1"])
def test_a_nonce_without_its_proof_is_not_decrypted(part: str) -> None:
    # Else a stranger's ciphertext, copied into a ballot of their own, would be opened for them.
    a_ballot = ballot()
    moved = {
        "c0": replace(a_ballot.nonce, c0=a_ballot.nonce.c0 * SMALL.g % P),
        "c1": replace(a_ballot.nonce, c1=bytes(32)),
    }[part]
    with pytest.raises(InputError, match="does not prove itself"):
        quorum_of(CEREMONY.shares[:3]).decrypt_ballot_nonce(replace(a_ballot, nonce=moved))
    with pytest.raises(InputError, match="does not prove itself"):
        quorum_of(CEREMONY.shares[:3]).decrypt_ballot_nonce(replace(a_ballot, identifier_hash=bytes(32)))


def test_contest_data_without_its_proof_is_not_decrypted() -> None:
    a_ballot = ballot()
    data = a_ballot.contests[1].data
    assert isinstance(data, HashedCiphertext)
    moved = replace(data, c1=bytes(128))
    with pytest.raises(InputError, match="does not prove itself"):
        quorum_of(CEREMONY.shares[:3]).decrypt_contest_data(a_ballot, STYLE.contests[1], moved)


@pytest.mark.parametrize("limit", [0, 1, 2, 15, 16, 1000])
def test_the_discrete_logarithm_is_found_up_to_its_limit_and_not_above(limit: int) -> None:
    key = KEYS.vote_key
    logarithm = DiscreteLog(SMALL, key, limit)
    for exponent in {0, limit // 2, limit}:
        assert logarithm.find(powmod(key, exponent, P)) == exponent
    assert logarithm.find(powmod(key, limit + 1, P)) is None
    assert logarithm.find(powmod(key, -1, P)) is None
