"""How a blank lies in memory: one buffer, so that all of it can be checked and wiped in one stroke.

    ballot    id_B | xi_B | H_I | of the ballot nonce: xi_hat_B alpha_B beta_B C_1 c_B v_B a_B | contests
    contest   fields | selection limit | contest data, where there is any
    field     xi alpha | for sigma in 0..R: K^(xi+sigma) | for sigma in 0..R: c | R+1 pairs
              (selection limit: of the sums, L for R)
    pair      u t                                          (t = u in the first, the real one)
    data      xi alpha beta k_1 ... k_b u g^u

Elements take l_p bytes, scalars l_q, hashes and ballot nonces 32. Scalars are read as numbers, elements
as bytes, which is what is hashed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import TypeVar

from gmpy2 import mpz

from device.electionguard.ballot import BallotShape, ContestShape
from device.electionguard.hashing import HASH_BYTES, element_bytes, scalar_bytes
from device.electionguard.nonces import BLOCK_BYTES, NONCE_BYTES
from device.electionguard.parameters import Group

_Pair = TypeVar("_Pair")

BlankPair = tuple[mpz, mpz]
"""u and t of a commitment pair (g^u, K^t); t = u in the real pair of a proof."""


@dataclass(frozen=True, slots=True)
class BlankField:
    """A field, or the sum of a contest's; the real pair comes first.

    For every value 0..R: ``betas`` holds K^(xi + sigma), ``challenges`` the proof's challenge.
    """

    nonce: mpz = field(repr=False)
    alpha: bytes = field(repr=False)
    betas: tuple[bytes, ...] = field(repr=False)
    challenges: tuple[mpz, ...] = field(repr=False)
    pairs: tuple[BlankPair, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlankData:
    """Contest data: ``keys`` are k_1 || ... || k_b, ``commitment`` is g^u."""

    nonce: mpz = field(repr=False)
    alpha: bytes = field(repr=False)
    beta: bytes = field(repr=False)
    keys: bytes = field(repr=False)
    u: mpz = field(repr=False)
    commitment: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlankContest:
    """A contest; ``limit`` is of the sums over all its fields."""

    fields: tuple[BlankField, ...] = field(repr=False)
    limit: BlankField = field(repr=False)
    data: BlankData | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlankNonce:
    """The encryption of the ballot nonce, whole: ``masked`` is C_1, (c, v) is C_2."""

    nonce: mpz = field(repr=False)
    alpha: bytes = field(repr=False)
    beta: bytes = field(repr=False)
    masked: bytes = field(repr=False)
    c: mpz = field(repr=False)
    v: mpz = field(repr=False)
    commitment: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlankHead:
    """What a blank holds for the ballot as a whole."""

    id_b: bytes = field(repr=False)
    ballot_nonce: bytes = field(repr=False)
    identifier_hash: bytes = field(repr=False)
    nonce: BlankNonce = field(repr=False)


def blank_bytes(group: Group, shape: BallotShape) -> int:
    """Bytes of a blank's buffer."""
    element, scalar = group.p_bytes, group.q_bytes
    fixed = HASH_BYTES + NONCE_BYTES + HASH_BYTES + 3 * element + 3 * scalar + NONCE_BYTES
    return fixed + sum(_contest_bytes(element, scalar, contest) for contest in shape.contests)


number_of: Callable[[bytes], mpz] = mpz.from_bytes
"""The scalar or element whose bytes these are, big-endian."""


def real_at(value: int, pairs: Sequence[_Pair]) -> tuple[_Pair, ...]:
    """The real pair, which comes first in a blank, at ``value``; the fake ones around it in order."""
    return (*pairs[1 : value + 1], pairs[0], *pairs[value + 1 :])


class BlankWriter:
    """Writes a buffer from its start to its end."""

    def __init__(self, group: Group, memory: bytearray) -> None:
        self._group = group
        self._memory = memory
        self._at = 0

    def scalars(self, *values: mpz) -> None:
        """Write scalars."""
        for value in values:
            self.raw(scalar_bytes(self._group, value))

    def elements(self, *values: mpz) -> None:
        """Write elements."""
        for value in values:
            self.raw(element_bytes(self._group, value))

    def raw(self, data: bytes) -> None:
        """Write bytes."""
        end = self._at + len(data)
        if end > len(self._memory):
            raise ValueError("the blank is longer than its buffer")
        self._memory[self._at : end] = data
        self._at = end


class BlankReader:
    """Reads a buffer from its start to its end: ``head``, then each ``contest`` in order.

    Never all of it at once: what is read of a contest is forgotten before the next one, and so lies in
    the processor's caches while it is used, and in memory no longer than that.
    """

    def __init__(self, group: Group, memory: bytearray) -> None:
        self._element = f"{group.p_bytes}s"
        self._scalar = f"{group.q_bytes}s"
        self._layouts: dict[int, Struct] = {}
        self._memory = memory
        self._at = 0

    def head(self) -> BlankHead:
        """What comes first."""
        id_b, ballot_nonce, h_i = self._read(f"{HASH_BYTES}s{NONCE_BYTES}s{HASH_BYTES}s")
        return BlankHead(id_b, ballot_nonce, h_i, self._nonce())

    def contest(self, shape: ContestShape) -> BlankContest:
        """The next contest."""
        fields = tuple([self._field(limit) for limit in shape.field_limits])
        limit = self._field(shape.selection_limit)
        return BlankContest(fields, limit, self._data(shape.data_blocks) if shape.data_blocks else None)

    def _field(self, limit: int) -> BlankField:
        values = limit + 1
        if limit not in self._layouts:
            elements = (1 + values) * self._element
            self._layouts[limit] = Struct(self._scalar + elements + 3 * values * self._scalar)
        layout = self._layouts[limit]
        nonce, alpha, *rest = layout.unpack_from(self._memory, self._at)
        self._at += layout.size
        scalars = list(map(number_of, rest[values:]))
        us, ts = scalars[values::2], scalars[values + 1 :: 2]
        pairs = tuple(zip(us, ts, strict=True))
        return BlankField(number_of(nonce), alpha, tuple(rest[:values]), tuple(scalars[:values]), pairs)

    def _data(self, blocks: int) -> BlankData:
        keys = f"{BLOCK_BYTES * blocks}s"
        layout = self._scalar + 2 * self._element + keys + self._scalar + self._element
        nonce, alpha, beta, k, u, commitment = self._read(layout)
        return BlankData(number_of(nonce), alpha, beta, k, number_of(u), commitment)

    def _nonce(self) -> BlankNonce:
        layout = f"{self._scalar}{2 * self._element}{NONCE_BYTES}s{2 * self._scalar}{self._element}"
        nonce, alpha, beta, masked, c, v, commitment = self._read(layout)
        return BlankNonce(number_of(nonce), alpha, beta, masked, number_of(c), number_of(v), commitment)

    def _read(self, layout: str) -> tuple[bytes, ...]:
        taken = Struct(layout)
        start, self._at = self._at, self._at + taken.size
        return taken.unpack_from(self._memory, start)


def _contest_bytes(element: int, scalar: int, shape: ContestShape) -> int:
    value = element + 3 * scalar
    limits = (*shape.field_limits, shape.selection_limit)
    fields = sum(scalar + element + (limit + 1) * value for limit in limits)
    data = 2 * scalar + 3 * element + BLOCK_BYTES * shape.data_blocks
    return fields + (data if shape.data_blocks else 0)
