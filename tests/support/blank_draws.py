"""What ``BallotEncryptor`` has to draw to make the very ballot that a blank becomes.

The two ways draw different things: a blank draws t_j where the encryption draws c_j. The values here
follow from the blank and the selections by EG 2.1.0 eq. (58) alone, in plain integers.
"""

from collections.abc import Callable, Iterator

from support.engine_ballots import keys_for, seeded

from device.electionguard.ballot import BallotShape, PlainBallot
from device.electionguard.blank import Blank
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_layout import BlankContest, BlankField, BlankHead
from device.electionguard.blank_making import BlankMaker
from device.electionguard.encryption import Encryption
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers

Random = Callable[[int], bytes]


def made(group: Group, powers: Powers, shape: BallotShape, random: Random) -> Blank:
    """A blank for the keys of the tests."""
    return BlankMaker(group, keys_for(group), powers, random).make(shape)


def filled(group: Group, blank: Blank, plain: PlainBallot, chaining_field: bytes) -> Encryption:
    """The ballot that the blank becomes."""
    return BlankFiller(group, keys_for(group)).fill(blank, plain, chaining_field)


Whole = tuple[BlankHead, tuple[BlankContest, ...]]


def used(blank: Blank) -> Whole:
    """Everything in the blank, which cannot be used any more then."""
    reader = blank.use()
    return reader.head(), tuple(reader.contest(shape) for shape in blank.shape.contests)


def equivalent_draws(group: Group, whole: Whole, plain: PlainBallot) -> Random:
    """The same randomness in the order in which ``BallotEncryptor.encrypt`` documents its draws."""
    head, contests = whole
    q, nonce = int(group.q), head.nonce
    drawn = [head.id_b, head.ballot_nonce]
    scalars: list[int] = []
    for contest, chosen in zip(contests, plain.contests, strict=True):
        for field, value in zip(contest.fields, chosen.values, strict=True):
            scalars += _proof_draws(q, field, value)
        scalars += _proof_draws(q, contest.limit, sum(chosen.values))
        if contest.data is not None:
            scalars.append(int(contest.data.u))
    u_b = (int(nonce.v) + int(nonce.c) * int(nonce.nonce)) % q
    scalars += [int(nonce.nonce), u_b]
    spare_bits = 8 * group.q_bytes - q.bit_length()
    drawn += [(scalar << spare_bits).to_bytes(group.q_bytes, "big") for scalar in scalars]
    return _Replayed(b"".join(drawn))


def _proof_draws(q: int, field: BlankField, value: int) -> Iterator[int]:
    """u_0..u_R, then c_j = (t_j - u_j) / (l - j) for j != l: the real pair is the first of the blank."""
    real, *fake = [(int(u), int(t)) for u, t in field.pairs]
    placed = [*fake[:value], real, *fake[value:]]
    yield from (u for u, _ in placed)
    for j, (u, t) in enumerate(placed):
        if j != value:
            yield (t - u) * pow(value - j, -1, q) % q


class _Replayed:
    """The given bytes, and seeded ones for the weights of the self-check that come after them."""

    def __init__(self, drawn: bytes) -> None:
        self._left = drawn
        self._after = seeded(99)

    def __call__(self, count: int) -> bytes:
        if not self._left:
            return self._after(count)
        taken, self._left = self._left[:count], self._left[count:]
        assert len(taken) == count, "draws run out in the middle of one"
        return taken
