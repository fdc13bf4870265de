"""Keys, shapes, selections and seeded randomness for tests of the encryption."""

from collections.abc import Callable
from typing import Any

from gmpy2 import mpz, powmod
from hypothesis import strategies as st
from support.slow_electionguard import SlowElection

from device.electionguard.ballot import (
    BallotShape,
    ContestShape,
    ElectionKeys,
    EncryptedContest,
    HashedCiphertext,
    PlainBallot,
    PlainContest,
    RangeProof,
)
from device.electionguard.chaining import no_chaining_field
from device.electionguard.encryption import Encryption
from device.electionguard.parameters import Group
from device.electionguard.self_test import SeededBytes

FIELD = no_chaining_field(bytes(range(32)))

# One contest of every kind: choose one; choose three with two write-ins; a limit of eight.
EVERY_KIND = BallotShape(
    2,
    (
        ContestShape(1, (1, 1, 1), 1, 0),
        ContestShape(3, (1, 1, 1, 2), 3, 2),
        ContestShape(7, (8, 2), 8, 1),
    ),
)
EVERY_KIND_PLAIN = PlainBallot(
    (
        PlainContest((0, 1, 0), b""),
        PlainContest((1, 0, 0, 2), bytes(range(64))),
        PlainContest((3, 0), b"\xff" * 32),
    )
)


def seeded(seed: int) -> Callable[[int], bytes]:
    """The same bytes for the same seed."""
    return SeededBytes(seed.to_bytes(8, "big"))


def keys_for(group: Group) -> ElectionKeys:
    """Two keys whose secrets nobody needs, and some H_E."""
    return ElectionKeys(
        powmod(group.g, 0xA5A5_1234_5678, group.p), powmod(group.g, 0x5A5A_8765_4321, group.p), b"\x07" * 32
    )


def slow_election(group: Group, keys: ElectionKeys) -> SlowElection:
    """The same election in plain numbers."""
    p, q, g = int(group.p), int(group.q), int(group.g)
    k, k_hat = int(keys.vote_key), int(keys.data_key)
    return SlowElection(p, q, g, group.p_bytes, group.q_bytes, k, k_hat, keys.extended_base_hash)


def as_slow_shape(shape: BallotShape) -> list[tuple[int, list[int], int, int]]:
    return [(c.index, list(c.field_limits), c.selection_limit, c.data_blocks) for c in shape.contests]


def as_slow_plain(plain: PlainBallot) -> list[tuple[list[int], bytes]]:
    return [(list(contest.values), contest.data) for contest in plain.contests]


def in_plain_numbers(encryption: Encryption) -> dict[str, Any]:
    """An encryption in the form of ``slow_electionguard.encrypt``."""
    ballot = encryption.ballot
    return {
        "id_b": ballot.id_b,
        "nonce": encryption.nonce,
        "h_i": ballot.identifier_hash,
        "contests": [_contest(contest) for contest in ballot.contests],
        "nonce_ciphertext": _hashed(ballot.nonce),
        "code": ballot.confirmation_code,
    }


def proof_numbers(proof: RangeProof) -> list[tuple[int, int]]:
    return [(int(response.c), int(response.v)) for response in proof]


def _contest(contest: EncryptedContest) -> dict[str, Any]:
    return {
        "index": contest.index,
        "ciphertexts": [(int(c.alpha), int(c.beta)) for c in contest.ciphertexts],
        "proofs": [proof_numbers(proof) for proof in contest.range_proofs],
        "limit_proof": proof_numbers(contest.limit_proof),
        "data": _hashed(contest.data) if contest.data else None,
        "chi": contest.contest_hash,
    }


def _hashed(ciphertext: HashedCiphertext) -> tuple[int, bytes, tuple[int, int]]:
    return int(ciphertext.c0), ciphertext.c1, (int(ciphertext.c2.c), int(ciphertext.c2.v))


@st.composite
def contests(draw: st.DrawFn, index: int) -> tuple[ContestShape, PlainContest]:
    """A contest of any small shape, and selections within its limits: undervotes and full ones."""
    limits = draw(st.lists(st.integers(1, 8), min_size=1, max_size=3))
    limit = draw(st.integers(0, 8))
    blocks = draw(st.integers(0, 2))
    values: list[int] = []
    for most in limits:
        values.append(draw(st.integers(0, min(most, limit - sum(values)))))
    data = draw(st.binary(min_size=32 * blocks, max_size=32 * blocks))
    return ContestShape(index, tuple(limits), limit, blocks), PlainContest(tuple(values), data)


@st.composite
def ballots(draw: st.DrawFn) -> tuple[BallotShape, PlainBallot]:
    """A ballot of up to three contests, not necessarily numbered without gaps."""
    indices = sorted(draw(st.sets(st.integers(1, 40), min_size=1, max_size=3)))
    made = [draw(contests(index)) for index in indices]
    shape = BallotShape(draw(st.integers(1, 9)), tuple(shape for shape, _ in made))
    return shape, PlainBallot(tuple(plain for _, plain in made))


def scalars(group: Group) -> st.SearchStrategy[mpz]:
    """Exponents, with the edges of 0..q-1 often."""
    q = int(group.q)
    edges = st.sampled_from([0, 1, 2, q - 2, q - 1, q // 2])
    return (edges | st.integers(0, q - 1)).map(mpz)
