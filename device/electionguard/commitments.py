"""The commitments that compact proofs leave out, as a ballot's challenges and responses imply them.

Whoever checks a ballot asks a ``Commitments`` for them, and whether the ballot's numbers are in the
group. Computing both is one source; commitments that come with the record are another (``hints``).
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from gmpy2 import mpz

from device.electionguard.ballot import Ciphertext, EncryptedBallot, RangeProof, Response
from device.electionguard.challenges import CommitmentPair, aggregate
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.square_chain import MakeBase, SquareChain


class ProvedCiphertext(Protocol):
    """A ciphertext that a range proof is about."""

    def elements(self) -> tuple[bool, bool]:
        """Whether alpha, and whether beta, is in the group."""

    def pairs(self, proof: RangeProof) -> list[CommitmentPair]:
        """The commitments (a_j, b_j) of its proof, in which all c_j and v_j are below q."""


class ProvedValue(Protocol):
    """C_0 of a hashed ciphertext, whose nonce is proved to be known."""

    def is_element(self) -> bool:
        """Whether it is in the group."""

    def commitment(self, proof: Response) -> mpz:
        """The commitment a of its proof, in which c and v are below q."""


class Commitments(Protocol):
    """Where the commitments of one ballot come from; contests and fields go by their index from 1."""

    def of_field(self, contest_index: int, field_index: int, ciphertext: Ciphertext, /) -> ProvedCiphertext:
        """Of the range proof of one field."""

    def of_limit(self, contest_index: int, ciphertexts: Sequence[Ciphertext], /) -> ProvedCiphertext:
        """Of the selection limit proof over the product of all ``ciphertexts`` of a contest."""

    def of_contest_data(self, contest_index: int, c0: mpz, /) -> ProvedValue:
        """Of the proof on contest data."""

    def of_ballot_nonce(self, c0: mpz, /) -> ProvedValue:
        """Of the proof on the ballot nonce."""


class ComputedCommitments:
    """Commitments computed from the proofs; ``make_base`` says how a changing base is raised."""

    def __init__(self, group: Group, powers: Powers, make_base: MakeBase = SquareChain) -> None:
        self._group = group
        self._powers = powers
        self._make_base = make_base

    def of_field(
        self, _contest_index: int, _field_index: int, ciphertext: Ciphertext, /
    ) -> ProvedCiphertext:
        """Of the range proof of one field."""
        return _ComputedCiphertext(self._group, self._powers, self._make_base, ciphertext)

    def of_limit(self, _contest_index: int, ciphertexts: Sequence[Ciphertext], /) -> ProvedCiphertext:
        """Of the selection limit proof over the product of all ``ciphertexts`` of a contest."""
        # EG 2.1.0 (7.1), (7.2)
        total = aggregate(self._group, ciphertexts)
        return _ComputedCiphertext(self._group, self._powers, self._make_base, total)

    def of_contest_data(self, _contest_index: int, c0: mpz, /) -> ProvedValue:
        """Of the proof on contest data."""
        return _ComputedValue(self._group, self._powers, self._make_base, c0)

    def of_ballot_nonce(self, c0: mpz, /) -> ProvedValue:
        """Of the proof on the ballot nonce."""
        return _ComputedValue(self._group, self._powers, self._make_base, c0)


class _ComputedCiphertext:
    def __init__(self, group: Group, powers: Powers, make_base: MakeBase, ciphertext: Ciphertext) -> None:
        self._group = group
        self._powers = powers
        self._alpha = make_base(group, ciphertext.alpha)
        self._beta = make_base(group, ciphertext.beta)

    def elements(self) -> tuple[bool, bool]:
        return self._alpha.is_element(), self._beta.is_element()

    def pairs(self, proof: RangeProof) -> list[CommitmentPair]:
        p, q = self._group.p, self._group.q
        challenges = [response.c for response in proof]
        of_alpha, of_beta = self._alpha.powers(challenges), self._beta.powers(challenges)
        pairs = []
        for j, response in enumerate(proof):
            # EG 2.1.0 (6.1), (7.3): a_j = g^v_j alpha^c_j
            a = self._powers.g(response.v) * of_alpha[j] % p
            # EG 2.1.0 (6.2), (7.4): b_j = K^w_j beta^c_j with w_j = v_j - j c_j
            b = self._powers.vote_key((response.v - j * response.c) % q) * of_beta[j] % p
            pairs.append((a, b))
        return pairs


class _ComputedValue:
    def __init__(self, group: Group, powers: Powers, make_base: MakeBase, c0: mpz) -> None:
        self._group = group
        self._powers = powers
        self._base = make_base(group, c0)

    def is_element(self) -> bool:
        return self._base.is_element()

    def commitment(self, proof: Response) -> mpz:
        # EG 2.1.0 sec. 3.6.6, 3.6.7: a = g^v C_0^c
        (power,) = self._base.powers([proof.c])
        return self._powers.g(proof.v) * power % self._group.p


def ballot_commitments(group: Group, powers: Powers, ballot: EncryptedBallot) -> Iterator[mpz]:
    """All commitments of a ballot that was verified, in one order (ELECTION_RECORD.md, hints).

    For every contest: a_0 b_0 ... a_R b_R of each ciphertext, a_0 b_0 ... a_L b_L of the selection
    limit proof, and a of contest data if there is any; after the last contest a of the ballot nonce.
    """
    source = ComputedCommitments(group, powers)
    for contest in ballot.contests:
        proved = zip(contest.ciphertexts, contest.range_proofs, strict=True)
        for index, (ciphertext, proof) in enumerate(proved, start=1):
            for pair in source.of_field(contest.index, index, ciphertext).pairs(proof):
                yield from pair
        for pair in source.of_limit(contest.index, contest.ciphertexts).pairs(contest.limit_proof):
            yield from pair
        if contest.data is not None:
            data = contest.data
            yield source.of_contest_data(contest.index, data.c0).commitment(data.c2)
    yield source.of_ballot_nonce(ballot.nonce.c0).commitment(ballot.nonce.c2)
