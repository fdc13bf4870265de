"""How a blank lies in memory: one buffer, so that all of it can be checked and wiped in one stroke.

    ballot    id_B | xi_B | H_I | of the ballot nonce: xi_hat_B alpha_B beta_B C_1 c_B v_B a_B | contests
    contest   fields | selection limit | contest data, where there is any
    field     xi alpha K^xi ... K^(xi+R) | R+1 pairs       (selection limit: of the sums, L for R)
    pair      u t g^u K^t                                  (t = u in the first, the real one)
    data      xi alpha beta k_1 ... k_b u g^u

Elements take l_p bytes, scalars l_q, hashes and ballot nonces 32. Scalars are read as numbers, elements
as bytes: hashing needs those, and most elements are needed for nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct

from gmpy2 import mpz

from device.electionguard.ballot import BallotShape, ContestShape
from device.electionguard.hashing import HASH_BYTES, element_bytes, scalar_bytes
from device.electionguard.nonces import BLOCK_BYTES, NONCE_BYTES
from device.electionguard.parameters import Group

BlankPair = tuple[mpz, mpz, bytes]
"""u, t and a commitment pair (g^u, K^t) in bytes; t = u in the real pair of a proof."""


@dataclass(frozen=True, slots=True)
class BlankField:
    """A field, or the sum of a contest's: ``alpha`` = g^xi, ``betas`` = K^(xi + sigma) for 0..R.

    The real pair comes first.
    """

    nonce: mpz = field(repr=False)
    alpha: bytes = field(repr=False)
    betas: tuple[bytes, ...] = field(repr=False)
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
        self._pair = 2 * self._scalar + f"{2 * group.p_bytes}s"
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
        if limit not in self._layouts:
            values = (limit + 1) * self._element + (limit + 1) * self._pair
            self._layouts[limit] = Struct(self._scalar + self._element + values)
        layout = self._layouts[limit]
        nonce, alpha, *rest = layout.unpack_from(self._memory, self._at)
        self._at += layout.size
        betas, pairs = rest[: limit + 1], rest[limit + 1 :]
        us, ts = map(number_of, pairs[0::3]), map(number_of, pairs[1::3])
        made = tuple(zip(us, ts, pairs[2::3], strict=True))
        return BlankField(number_of(nonce), alpha, tuple(betas), made)

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
    value = element + 2 * scalar + 2 * element
    limits = (*shape.field_limits, shape.selection_limit)
    fields = sum(scalar + element + (limit + 1) * value for limit in limits)
    data = 2 * scalar + 3 * element + BLOCK_BYTES * shape.data_blocks
    return fields + (data if shape.data_blocks else 0)
