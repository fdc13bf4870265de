"""The key ceremony: shares that fit, and every way in which a guardian could cheat."""

import hmac
from dataclasses import replace
from hashlib import sha256
from itertools import combinations

import pytest
from gmpy2 import mpz, powmod
from support.example_election import counter_random
from support.small_election import base_hashes, small_ceremony
from support.small_group import SMALL

from device.electionguard.ballot import Response
from device.electionguard.verify_election import (
    verify_extended_base_hash,
    verify_guardians,
    verify_keys,
)
from device.errors import FormatError, InputError
from hal_sim.office.ceremony import (
    check_guardian_record,
    collect_share,
    guardian_record_hash,
    hold_ceremony,
    joint_keys,
)
from hal_sim.office.decryption_statement import lagrange_coefficient
from hal_sim.office.guardian_secret import (
    GuardianSecret,
    polynomial_at,
    read_secret_file,
    secret_file,
)
from hal_sim.office.key_shares import exchange_file, key_shares, read_exchange_file
from hal_sim.office.share_exchange import EncryptedShare, encrypt_share, open_share, share_matches

Q, P, G = SMALL.q, SMALL.p, SMALL.g
H_P, H_B = base_hashes(SMALL, 3, 2)
CEREMONY = small_ceremony()
GUARDIANS, SECRETS = CEREMONY.guardians, CEREMONY.secrets


def share_of(sender: int, receiver: int) -> EncryptedShare:
    return next(
        share for share in CEREMONY.exchange if (share.sender, share.receiver) == (sender, receiver)
    )


def opened(share: EncryptedShare, sender: int = 1, receiver: int = 2) -> tuple[mpz, mpz]:
    return open_share(
        SMALL, H_P, share, GUARDIANS[sender - 1], GUARDIANS[receiver - 1], SECRETS[receiver - 1]
    )


@pytest.mark.parametrize(("guardians", "quorum"), [(1, 1), (2, 1), (3, 2), (3, 3), (5, 3)])
def test_every_quorum_holds_the_joint_secret_keys(guardians: int, quorum: int) -> None:
    ceremony = small_ceremony(guardians, quorum)
    h_p, h_b = base_hashes(SMALL, guardians, quorum)
    assert verify_guardians(SMALL, h_p, guardians, quorum, ceremony.guardians) == []
    assert verify_keys(SMALL, ceremony.keys, ceremony.guardians) == []
    assert verify_extended_base_hash(SMALL, h_b, ceremony.keys) == []
    for subset in combinations(ceremony.shares, quorum):
        indices = [share.index for share in subset]
        weights = [lagrange_coefficient(SMALL, index, indices) for index in indices]
        vote = sum(w * share.vote for w, share in zip(weights, subset, strict=True)) % Q
        data = sum(w * share.data for w, share in zip(weights, subset, strict=True)) % Q
        assert powmod(G, vote, P) == ceremony.keys.vote_key
        assert powmod(G, data, P) == ceremony.keys.data_key


def test_fewer_than_a_quorum_do_not_hold_the_key() -> None:
    ceremony = small_ceremony(5, 3)
    for subset in combinations(ceremony.shares, 2):
        indices = [share.index for share in subset]
        s = sum(lagrange_coefficient(SMALL, each.index, indices) * each.vote for each in subset) % Q
        assert powmod(G, s, P) != ceremony.keys.vote_key


@pytest.mark.parametrize("quorum", [0, 4])
def test_a_quorum_that_makes_no_sense_is_refused(quorum: int) -> None:
    with pytest.raises(ValueError, match="quorum"):
        hold_ceremony(SMALL, H_P, H_B, ["a", "b", "c"], quorum, counter_random("x"))


def test_the_polynomial_is_the_sum_of_its_terms() -> None:
    coefficients = (mpz(7), Q - 1, mpz(5))
    assert polynomial_at(SMALL, coefficients, 3) == (7 - 3 + 45) % Q
    assert polynomial_at(SMALL, coefficients, 0) == 7


def test_a_share_opens_to_what_the_sender_computed() -> None:
    assert opened(share_of(1, 2)) == SECRETS[0].share_for(SMALL, 2)


def test_a_share_is_encrypted_as_the_specification_says() -> None:
    share = share_of(3, 1)
    beta = powmod(share.c0, SECRETS[0].communication_secret, P)
    elements = b"".join(
        int(x).to_bytes(64, "big") for x in (GUARDIANS[0].communication_key, share.c0, beta)
    )
    pair = (3).to_bytes(4, "big") + (1).to_bytes(4, "big")
    key = hmac.new(H_P, b"\x11" + pair + elements, sha256).digest()
    tail = b"share_enc_keys\x00share_encrypt" + pair + b"\x02\x00"
    stream = hmac.new(key, b"\x01" + tail, sha256).digest() + hmac.new(key, b"\x02" + tail, sha256).digest()
    plain = bytes(x ^ y for x, y in zip(share.c1, stream, strict=True))
    expected = SECRETS[2].share_for(SMALL, 1)
    assert plain == b"".join(int(x).to_bytes(32, "big") for x in expected)


@pytest.mark.parametrize("change", ["c0", "c1", "c", "v", "order"])
def test_a_share_altered_on_its_way_is_refused(change: str) -> None:
    share = share_of(1, 2)
    altered = {
        "c0": replace(share, c0=share.c0 * G % P),
        "c1": replace(share, c1=bytes([share.c1[0] ^ 1]) + share.c1[1:]),
        "c": replace(share, c2=replace(share.c2, c=share.c2.c + Q)),
        "v": replace(share, c2=replace(share.c2, v=(share.c2.v + 1) % Q)),
        "order": replace(share, c0=P - share.c0),
    }[change]
    with pytest.raises(InputError, match="Guardian 1 did not prove"):
        opened(altered)


def test_a_proved_share_outside_the_group_is_refused() -> None:
    # -g^xi with a proof that holds, for its challenge is even: only membership gives it away.
    xi, c0, c1 = mpz(12345), P - powmod(G, 12345, P), bytes(64)
    for u in range(1, 100):
        elements = b"".join(int(x).to_bytes(64, "big") for x in (powmod(G, u, P), c0))
        pair = (1).to_bytes(4, "big") + (2).to_bytes(4, "big")
        digest = hmac.new(H_P, b"\x12" + pair + elements + c1, sha256).digest()
        c = mpz(int.from_bytes(digest, "big")) % Q
        if c % 2 == 0:
            break
    share = EncryptedShare(1, 2, c0, c1, Response(c, (u - c * xi) % Q))
    with pytest.raises(InputError, match="Guardian 1 did not prove"):
        opened(share)


def test_a_share_for_somebody_else_is_refused() -> None:
    with pytest.raises(InputError, match="not the one"):
        opened(share_of(1, 3))
    relabelled = replace(share_of(1, 3), receiver=2)
    with pytest.raises(InputError, match="did not prove"):
        opened(relabelled)


@pytest.mark.parametrize("part", ["vote_coefficients", "data_coefficients"])
def test_a_cheating_guardian_is_caught_by_its_commitments(part: str) -> None:
    coefficients = getattr(SECRETS[0], part)
    cheating = replace(SECRETS[0], **{part: (coefficients[0], (coefficients[1] + 1) % Q)})
    share = encrypt_share(SMALL, H_P, cheating, GUARDIANS[1], counter_random("cheat"))
    with pytest.raises(InputError, match="Guardian 1's share for 2 does not match"):
        opened(share)


def test_a_share_of_q_or_more_does_not_match() -> None:
    vote, _ = SECRETS[0].share_for(SMALL, 2)
    commitments = GUARDIANS[0].vote_commitments
    assert share_matches(SMALL, vote, commitments, 2)
    assert not share_matches(SMALL, vote + Q, commitments, 2)
    assert not share_matches(SMALL, vote, commitments, 3)


def test_a_missing_share_is_named() -> None:
    received = [share_of(1, 2)]
    with pytest.raises(InputError, match="Guardian 2 has no share from guardian 3"):
        collect_share(SMALL, H_P, GUARDIANS, SECRETS[1], received)


def test_a_guardian_record_that_somebody_changed_is_refused() -> None:
    check_guardian_record(SMALL, H_P, 2, CEREMONY.keys, GUARDIANS)
    keys = replace(CEREMONY.keys, vote_key=CEREMONY.keys.vote_key * G % P)
    with pytest.raises(InputError, match=r"3\.A"):
        check_guardian_record(SMALL, H_P, 2, keys, GUARDIANS)
    changed = (replace(GUARDIANS[0], communication_key=G), *GUARDIANS[1:])
    with pytest.raises(InputError, match=r"2\.C at guardian 1"):
        check_guardian_record(SMALL, H_P, 2, CEREMONY.keys, changed)


def test_the_record_hash_tells_two_views_apart() -> None:
    own = guardian_record_hash(SMALL, H_B, CEREMONY.keys, GUARDIANS)
    elements = [CEREMONY.keys.vote_key, CEREMONY.keys.data_key]
    elements += [key for each in GUARDIANS for key in each.vote_commitments]
    elements += [key for each in GUARDIANS for key in each.data_commitments]
    elements += [each.communication_key for each in GUARDIANS]
    hashed = b"\x13" + b"".join(int(each).to_bytes(64, "big") for each in elements)
    assert own == hmac.new(H_B, hashed, sha256).digest()
    other = (GUARDIANS[0], replace(GUARDIANS[1], communication_key=G), GUARDIANS[2])
    assert own != guardian_record_hash(SMALL, H_B, CEREMONY.keys, other)
    assert joint_keys(SMALL, H_B, GUARDIANS) == CEREMONY.keys


def test_a_secret_file_is_read_as_it_was_written() -> None:
    for secret in SECRETS:
        data = secret_file(secret)
        assert read_secret_file(data, SMALL) == secret
        assert secret_file(read_secret_file(data, SMALL)) == data
    assert data.startswith(b'{"i":3,"secret_coefficients_vote":["')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"i":3,', b'{"i":0,'),
        (b'{"i":3,', b'{"i":3,"x":1,'),
        (b'"communication_secret"', b'"communication_key"'),
        (b'"secret_coefficients_data":[', b'"secret_coefficients_data": ['),
    ],
)
def test_a_secret_file_in_another_form_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(FormatError):
        read_secret_file(secret_file(SECRETS[2]).replace(old, new), SMALL)


def test_a_secret_that_is_not_below_q_is_refused_without_being_shown() -> None:
    data = secret_file(GuardianSecret(1, (Q,), (mpz(1),), mpz(1)))
    with pytest.raises(FormatError) as refused:
        read_secret_file(data, SMALL)
    assert f"{Q:X}"[:16] not in str(refused.value)


def test_no_secret_stands_in_a_repr() -> None:
    text = repr((CEREMONY, SECRETS, CEREMONY.shares, CEREMONY.exchange))
    for secret in SECRETS:
        for value in (*secret.vote_coefficients, *secret.data_coefficients, secret.communication_secret):
            assert str(value) not in text
    for share in CEREMONY.shares:
        assert str(share.vote) not in text
        assert str(share.data) not in text


def test_shares_come_from_all_secrets_or_from_a_quorum_and_the_exchange() -> None:
    assert key_shares(SMALL, H_P, GUARDIANS, SECRETS) == CEREMONY.shares
    exchange = read_exchange_file(exchange_file(CEREMONY.exchange))
    assert set(exchange) == set(CEREMONY.exchange)
    for secrets in combinations(SECRETS, 2):
        expected = tuple(CEREMONY.shares[secret.index - 1] for secret in secrets)
        assert key_shares(SMALL, H_P, GUARDIANS, secrets, exchange) == expected
    with pytest.raises(InputError, match="no share from guardian 3"):
        key_shares(SMALL, H_P, GUARDIANS, SECRETS[:2])


def test_a_secret_of_another_election_is_refused() -> None:
    other = small_ceremony(2, 2).secrets[0]
    with pytest.raises(InputError, match="another election"):
        key_shares(SMALL, H_P, GUARDIANS, [other, *SECRETS[1:]])
    with pytest.raises(InputError, match="no guardian 4"):
        key_shares(SMALL, H_P, GUARDIANS, [*SECRETS, replace(SECRETS[0], index=4)])
