"""Decryption with the guardians' secrets, which the simulated office leaves in office/secret/."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import gmpy2
from independent.arithmetic import G, P, Q, b4, bp, hash_h, hash_q, power
from independent.ballots import Ballot, sealed
from independent.election import Election
from independent.findings import Refused, require
from independent.manifest import Contest
from independent.strict_json import items, members, octets, read, text


@dataclass(frozen=True)
class Secrets:
    """The secret keys of the election; a real one never has them in one place."""

    vote: int
    data: int


@dataclass(frozen=True)
class Opened:
    """What a ballot says, and what it was encrypted with."""

    selections: dict[str, dict[str, int]]
    write_in_counts: dict[str, int]
    write_ins: dict[str, list[str]]
    ballot_nonce: bytes


def _lagrange_at_zero(shares: dict[int, int]) -> int:
    total = 0
    for i, share in shares.items():
        weight = 1
        for other in shares.keys() - {i}:
            # (85) w_i = Π l / (l - i)
            weight = weight * other * pow(other - i, -1, Q) % Q
        total += weight * share
    return total % Q


def _share(polynomials: list[list[int]], i: int) -> int:
    # (24) z_i = P(i) = Σ_j P_j(i)
    return sum(a * pow(i, j, Q) for polynomial in polynomials for j, a in enumerate(polynomial)) % Q


def read_secrets(election: Election, folder: Path) -> Secrets:
    """Every guardian's secrets, held against what that guardian published. Raises Refused."""
    vote: list[list[int]] = []
    data: list[list[int]] = []
    for i, public in enumerate(election.guardians, 1):
        names = ("i", "secret_coefficients_vote", "secret_coefficients_data", "communication_secret")
        value = members(read((folder / f"guardian_{i}.json").read_bytes()), *names)
        require(value["i"] == i, "has another index")
        for name, commitments, into in (
            (names[1], public.vote_commitments, vote),
            (names[2], public.data_commitments, data),
        ):
            numbers = [int.from_bytes(octets(item, 32), "big") for item in items(value[name], election.k)]
            require(all(a < Q for a in numbers), f"{name} are not below q")
            require([power(G, a) for a in numbers] == list(commitments), f"guardian {i}: {name} do not fit")
            into.append(numbers)
        zeta = int.from_bytes(octets(value["communication_secret"], 32), "big")
        require(
            power(G, zeta) == public.communication_key, f"guardian {i}: communication_secret does not fit"
        )
    # Any k guardians hold the same secret as all of them together.
    quorum = range(election.n - election.k + 1, election.n + 1)
    secrets = [
        _lagrange_at_zero({i: _share(polynomials, i) for i in quorum}) for polynomials in (vote, data)
    ]
    require(secrets == [sum(a[0] for a in both) % Q for both in (vote, data)], "the shares do not combine")
    return Secrets(*secrets)


def decrypt(election: Election, secrets: Secrets, alpha: Any, beta: Any, most: int) -> int:
    """The t in 0..most with K^t = β / α^s (eq. 81, 82). Raises Refused if there is none."""
    t_power = beta * gmpy2.invert(power(alpha, secrets.vote), P) % P
    candidate = gmpy2.mpz(1)
    for value in range(most + 1):
        if candidate == t_power:
            return value
        candidate = candidate * election.vote_key % P
    raise Refused(f"decrypts to nothing in 0..{most}")


def ballot_nonce(secrets: Secrets, ballot: Ballot) -> bytes:
    """ξ_B from its ciphertext (eq. 35, 36 and 107 in one step)."""
    c0, c1, _ = sealed(ballot.value["ballot_nonce_ciphertext"], 32)
    beta = power(gmpy2.mpz(int.from_bytes(c0, "big")), secrets.data)
    h = hash_h(ballot.h_i, 0x22, c0, bp(beta))
    k1 = hmac.new(
        h, b"\x01" + b"ballot_nonce" + b"\x00" + b"ballot_nonce_encrypt" + b"\x01\x00", sha256
    ).digest()
    return bytes(x ^ y for x, y in zip(c1, k1, strict=True))


def open_contest_data(election: Election, h_i: bytes, contest: Contest, value: Any, nonce: int) -> bytes:
    """D of a contest from its contest data nonce ξ (eq. 65, 66, 110, 111). Raises Refused."""
    c0, c1, _ = sealed(value, 32 * contest.blocks)
    require(c0 == bp(election.g.power(nonce)), "contest data is of another nonce")
    h = hash_h(h_i, 0x26, b4(contest.index), c0, bp(power(election.data_key, nonce)))
    context = b"data_enc_keys" + b"\x00" + b"contest_data" + b4(contest.index) + b4(256 * contest.blocks)
    stream = b"".join(hmac.new(h, b4(i) + context, sha256).digest() for i in range(1, contest.blocks + 1))
    return bytes(x ^ y for x, y in zip(c1, stream, strict=True))


def write_ins(data: bytes, count: int) -> list[str]:
    """The write-ins in a contest data field. Raises Refused."""
    length = int.from_bytes(data[:2], "big")
    require(
        length <= len(data) - 2 and not any(data[2 + length :]), "contest data is not padded with zeros"
    )
    return [
        text(name) for name in items(members(read(data[2 : 2 + length]), "write_ins")["write_ins"], count)
    ]


def open_ballot(election: Election, secrets: Secrets, ballot: Ballot) -> Opened:
    """Every selection and write-in, from the ballot nonce (Verifications 13 and 14). Raises Refused."""
    nonce = ballot_nonce(secrets, ballot)
    opened = Opened({}, {}, {}, nonce)
    for contest, value in ballot.encrypted:
        numbers = []
        for j, (ciphertext, bound) in enumerate(zip(value["ciphertexts"], contest.ranges, strict=True), 1):
            # (33) ξ_i,j = H_q(H_I; 0x21, i, j, ξ_B)
            xi = hash_q(ballot.h_i, 0x21, b4(contest.index), b4(j), nonce)
            require(octets(ciphertext["alpha"], 512) == bp(election.g.power(xi)), "α is of another nonce")
            powers = [bp(election.k_powers.power((xi + sigma) % Q)) for sigma in range(bound + 1)]
            beta = octets(ciphertext["beta"], 512)
            require(beta in powers, f"contest {contest.index} field {j} is out of range")
            numbers.append(powers.index(beta))
        require(sum(numbers) <= contest.limit, f"contest {contest.index} is overvoted")
        opened.selections[contest.label] = dict(zip(contest.options, numbers, strict=False))
        count = numbers[-1] if contest.write_ins else 0
        if contest.write_ins:
            opened.write_in_counts[contest.label] = count
        if contest.blocks:
            # (64) ξ = H_q(H_I; 0x25, ind_c, ξ_B)
            xi = hash_q(ballot.h_i, 0x25, b4(contest.index), nonce)
            data = open_contest_data(election, ballot.h_i, contest, value["contest_data"], xi)
            opened.write_ins[contest.label] = write_ins(data, count)
    return opened
