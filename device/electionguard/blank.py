"""Blanks: ballots that are whole but for the selections, made while the terminal is idle.

Everything with a power in it is computed before the voter comes: id_B, the ballot nonce and its
encryption, every alpha = g^xi and K^xi, the keys and the proof's commitment of contest data, and for
every proof of 0..R one real commitment pair and R fake ones. And because such a proof has only R+1
possible values, for each of them beta and the challenge are computed too; the commitments, which the
ballot leaves out, are then needed for its hints alone. Filling is scalar arithmetic and a hash a contest.

Why what is published has exactly the distribution of the specification. Of a proof for the value l the
specification draws u_0..u_R and c_j for j != l, all independent and uniform in Z_q, and commits to
(EG 2.1.0 eq. 57, 58)

    (g^u_j, K^t_j)  with  t_l = u_l  and  t_j = u_j + (l - j) c_j  for j != l.

For fixed u_j and l, the map c_j -> t_j is a bijection of Z_q, because l - j is invertible mod the prime
q (0 < |l - j| <= R < q). So drawing u_0..u_R and t_j for j != l, all independent and uniform, and
solving c_j = (t_j - u_j) / (l - j), gives the same joint distribution of all u_j, t_j and c_j; the
challenge, c_l and every v_j are the same functions of them as before (eq. 59 to 61). In the blank the
real pair (u, u) and the R fake pairs (u, t) are drawn independently of everything, so giving the real one
to whichever l the voter chooses, and the fake ones to the others in order, draws exactly that. Hashing the
challenge of every l in advance draws nothing; those of the other l are never seen by anybody. The same
holds for the selection limit's proof with the sums in place of xi and l, and nothing else of a ballot
is drawn in another way: nonces and keys are derived from id_B and xi_B as ever. A test counts both
ways of drawing out completely over a group of 5 or 11 elements, and finds them equal.

A blank tells every selection of the ballot made of it. So it is in memory only, in two buffers (what
filling needs, ``blank_layout``, and the commitments, ``blank_commitments``), is used at most once, and
the buffers are overwritten after that. Numbers and messages made from them on the way are Python's and
GMP's own and cannot be overwritten; they are dropped as soon as they are used.
"""

from hashlib import sha256
from typing import NoReturn

from device.electionguard.ballot import BallotShape
from device.electionguard.blank_layout import BlankReader
from device.electionguard.parameters import Group
from device.errors import EncryptionError, StateError

_ZEROS = bytes(65_536)


class Blank:
    """One blank for a ballot of ``shape``, in ``memory`` and ``commitments``, which it owns and wipes.

    A digest of ``memory`` is taken when it is made, right after its powers were checked, so that what
    is used is known to be what was checked.
    """

    __slots__ = ("_digest", "_group", "_memory", "_usable", "commitments", "shape")

    def __init__(self, group: Group, shape: BallotShape, memory: bytearray, commitments: bytearray) -> None:
        self.shape = shape
        self.commitments = commitments
        self._group = group
        self._memory = memory
        self._digest = sha256(memory).digest()
        self._usable = True

    @property
    def memory_bytes(self) -> int:
        """Bytes of its buffers."""
        return len(self._memory) + len(self.commitments)

    def use(self) -> BlankReader:
        """What is in it, once; it reads as zeros after ``destroy``.

        Raises StateError for a blank that was used or destroyed, EncryptionError for one that changed
        since it was checked.
        """
        if not self._usable:
            raise StateError("A prepared ballot was used before; encrypt this one anew.")
        self._usable = False
        if sha256(self._memory).digest() != self._digest:
            self.destroy()
            raise EncryptionError("A prepared ballot was changed in memory and was not used.")
        return BlankReader(self._group, self._memory)

    def destroy(self) -> None:
        """Overwrite it with zeros; it cannot be used any more."""
        self._usable = False
        wipe(self._memory)
        wipe(self.commitments)

    def __reduce__(self) -> NoReturn:
        """Refuse to be copied or written anywhere."""
        raise TypeError("a blank stays in its memory")


def wipe(memory: bytearray) -> None:
    """Overwrite a buffer with zeros."""
    for start in range(0, len(memory), len(_ZEROS)):
        memory[start : start + len(_ZEROS)] = _ZEROS[: len(memory) - start]
