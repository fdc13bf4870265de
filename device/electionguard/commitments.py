"""The commitments that compact proofs leave out, as a ballot's challenges and responses imply them."""

from collections.abc import Iterator

from gmpy2 import mpz, powmod

from device.electionguard.ballot import EncryptedBallot, HashedCiphertext
from device.electionguard.challenges import aggregate
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.verify_range_proof import proof_commitments


def ballot_commitments(group: Group, powers: Powers, ballot: EncryptedBallot) -> Iterator[mpz]:
    """All commitments of a ballot that was verified, in one order (ELECTION_RECORD.md, hints).

    For every contest: a_0 b_0 ... a_R b_R of each ciphertext, a_0 b_0 ... a_L b_L of the selection
    limit proof, and a of contest data if there is any; after the last contest a of the ballot nonce.
    """
    for contest in ballot.contests:
        for ciphertext, proof in zip(contest.ciphertexts, contest.range_proofs, strict=True):
            for pair in proof_commitments(group, powers, ciphertext, proof):
                yield from pair
        total = aggregate(group, contest.ciphertexts)
        for pair in proof_commitments(group, powers, total, contest.limit_proof):
            yield from pair
        if contest.data is not None:
            yield nonce_commitment(group, powers, contest.data)
    yield nonce_commitment(group, powers, ballot.nonce)


def nonce_commitment(group: Group, powers: Powers, hashed: HashedCiphertext) -> mpz:
    """The commitment of a hashed ciphertext's proof: a = g^v C_0^c (EG 2.1.0 sec. 3.6.6, 3.6.7)."""
    return powers.g(hashed.c2.v) * powmod(hashed.c0, hashed.c2.c, group.p) % group.p
