"""A second reading of the specification's encryption, for verifiers to be tested against.

Written from EG 2.1.0 sec. 3.3 and 3.4 with HMAC and ``pow`` alone, so that a mistake in the product's
hash inputs cannot agree with itself. It proves whatever it is told, true or not.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    RangeProof,
    Response,
)
from device.electionguard.parameters import Group


def h(key: bytes, *parts: bytes) -> bytes:
    return hmac.new(key, b"".join(parts), sha256).digest()


def b4(value: int) -> bytes:
    return value.to_bytes(4, "big")


class PlainProver:
    """Encrypts and proves, with nonces that follow from ``seed``."""

    def __init__(self, group: Group, keys: ElectionKeys, seed: str = "plain") -> None:
        self.group = group
        self.keys = keys
        self._seed = seed.encode()
        self._count = 0

    def draw(self) -> bytes:
        self._count += 1
        return sha256(self._seed + b4(self._count)).digest()

    def scalar(self) -> mpz:
        return mpz(int.from_bytes(self.draw(), "big")) % self.group.q

    def element(self, value: mpz) -> bytes:
        return int(value).to_bytes(self.group.p_bytes, "big")

    def power(self, base: mpz, exponent: mpz) -> mpz:
        return mpz(pow(base, exponent, self.group.p))

    def hash_to_scalar(self, key: bytes, *parts: bytes) -> mpz:
        return mpz(int.from_bytes(h(key, *parts), "big")) % self.group.q

    def encrypt(self, value: int, nonce: mpz, key: mpz | None = None) -> Ciphertext:
        key = self.keys.vote_key if key is None else key
        return Ciphertext(self.power(self.group.g, nonce), self.power(key, nonce + value))

    def range_proof(
        self, h_i: bytes, indices: bytes, ciphertext: Ciphertext, nonce: mpz, value: int, limit: int
    ) -> RangeProof:
        """(57) to (61): honest for ``value`` in 0..limit; for another value it proves nothing."""
        group, q = self.group, self.group.q
        u = [self.scalar() for _ in range(limit + 1)]
        c = [self.scalar() for _ in range(limit + 1)]
        hashed = b"\x24" + indices + self.element(ciphertext.alpha) + self.element(ciphertext.beta)
        for j in range(limit + 1):
            t = u[j] if j == value else (u[j] + (value - j) * c[j]) % q
            hashed += self.element(self.power(group.g, u[j]))
            hashed += self.element(self.power(self.keys.vote_key, t))
        whole = self.hash_to_scalar(h_i, hashed)
        if 0 <= value <= limit:
            c[value] = (whole - sum(c) + c[value]) % q
        return tuple(Response(c[j], (u[j] - c[j] * nonce) % q) for j in range(limit + 1))

    def total(self, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
        alpha, beta = mpz(1), mpz(1)
        for each in ciphertexts:
            alpha, beta = alpha * each.alpha % self.group.p, beta * each.beta % self.group.p
        return Ciphertext(alpha, beta)

    def contest_hash(self, h_i: bytes, contest: EncryptedContest) -> bytes:
        hashed = b"\x28" + b4(contest.index)
        for each in contest.ciphertexts:
            hashed += self.element(each.alpha) + self.element(each.beta)
        if contest.data is not None:
            hashed += self.element(contest.data.c0) + contest.data.c1
            hashed += int(contest.data.c2.c).to_bytes(32, "big")
            hashed += int(contest.data.c2.v).to_bytes(32, "big")
        return h(h_i, hashed)

    def data(self, h_i: bytes, index: int, plain: bytes, xi_b: bytes) -> HashedCiphertext:
        nonce = self.hash_to_scalar(h_i, b"\x25", b4(index), xi_b)
        alpha, beta = self.power(self.group.g, nonce), self.power(self.keys.data_key, nonce)
        key = h(h_i, b"\x26", b4(index), self.element(alpha), self.element(beta))
        context = b"\x00contest_data" + b4(index) + b4(8 * len(plain))
        stream = b"".join(h(key, b4(i), b"data_enc_keys", context) for i in range(1, len(plain) // 32 + 1))
        c1 = bytes(x ^ y for x, y in zip(plain, stream, strict=True))
        u = self.scalar()
        a = self.element(self.power(self.group.g, u))
        c = self.hash_to_scalar(h_i, b"\x27", b4(index), a, self.element(alpha), c1)
        return HashedCiphertext(alpha, c1, Response(c, (u - c * nonce) % self.group.q))

    def ballot_nonce(self, h_i: bytes, xi_b: bytes) -> HashedCiphertext:
        nonce, u = self.scalar(), self.scalar()
        alpha, beta = self.power(self.group.g, nonce), self.power(self.keys.data_key, nonce)
        key = h(h_i, b"\x22", self.element(alpha), self.element(beta))
        stream = h(key, b"\x01ballot_nonce\x00ballot_nonce_encrypt\x01\x00")
        c1 = bytes(x ^ y for x, y in zip(xi_b, stream, strict=True))
        a = self.element(self.power(self.group.g, u))
        c = self.hash_to_scalar(h_i, b"\x23", a, self.element(alpha), c1)
        return HashedCiphertext(alpha, c1, Response(c, (u - c * nonce) % self.group.q))

    def contest(
        self, h_i: bytes, xi_b: bytes, shape: ContestShape, values: Sequence[int], data: bytes
    ) -> EncryptedContest:
        nonces = [
            self.hash_to_scalar(h_i, b"\x21", b4(shape.index), b4(j), xi_b)
            for j in range(1, len(values) + 1)
        ]
        ciphertexts = tuple(self.encrypt(v, xi) for v, xi in zip(values, nonces, strict=True))
        proofs = tuple(
            self.range_proof(h_i, b4(shape.index) + b4(j), ciphertext, nonce, value, limit)
            for j, (ciphertext, nonce, value, limit) in enumerate(
                zip(ciphertexts, nonces, values, shape.field_limits, strict=True), start=1
            )
        )
        limit_proof = self.range_proof(
            h_i,
            b4(shape.index),
            self.total(ciphertexts),
            sum(nonces, mpz(0)) % self.group.q,
            sum(values),
            shape.selection_limit,
        )
        hashed = self.data(h_i, shape.index, data, xi_b) if shape.data_blocks else None
        bare = EncryptedContest(shape.index, ciphertexts, proofs, limit_proof, hashed, b"")
        return with_hash(self, h_i, bare)

    def ballot(
        self,
        shape: BallotShape,
        values: Sequence[Sequence[int]],
        chaining_field: bytes,
        data: Sequence[bytes] | None = None,
        sealed_nonce: bytes | None = None,
    ) -> EncryptedBallot:
        """``sealed_nonce``: what is encrypted as the ballot nonce, where it is not the one used."""
        id_b, xi_b = self.draw(), self.draw()
        h_i = h(self.keys.extended_base_hash, b"\x20", id_b)
        plain = data or [bytes(32 * contest.data_blocks) for contest in shape.contests]
        contests = tuple(
            self.contest(h_i, xi_b, contest, chosen, each)
            for contest, chosen, each in zip(shape.contests, values, plain, strict=True)
        )
        nonce = self.ballot_nonce(h_i, sealed_nonce or xi_b)
        bare = EncryptedBallot(shape.index, id_b, h_i, contests, nonce, chaining_field, b"")
        return with_code(bare)


def with_hash(prover: PlainProver, h_i: bytes, contest: EncryptedContest) -> EncryptedContest:
    return EncryptedContest(
        contest.index,
        contest.ciphertexts,
        contest.range_proofs,
        contest.limit_proof,
        contest.data,
        prover.contest_hash(h_i, contest),
    )


def with_code(ballot: EncryptedBallot) -> EncryptedBallot:
    chis = b"".join(contest.contest_hash for contest in ballot.contests)
    return EncryptedBallot(
        ballot.style_index,
        ballot.id_b,
        ballot.identifier_hash,
        ballot.contests,
        ballot.nonce,
        ballot.chaining_field,
        h(ballot.identifier_hash, b"\x29", chis, ballot.chaining_field),
    )
