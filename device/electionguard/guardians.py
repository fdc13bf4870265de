"""What guardians publish about their keys (EG 2.1.0 sec. 3.2.2)."""

from dataclasses import dataclass

from gmpy2 import mpz


@dataclass(frozen=True, slots=True)
class GuardianProof:
    """Schnorr proof of eq. (11) or (13): one challenge, k+1 responses (the last for kappa_i)."""

    challenge: mpz
    responses: tuple[mpz, ...]


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian's public record: ``index`` from 1; k commitments each to vote and data keys.

    ``vote_commitments``: K_i,0 .. K_i,k-1; ``data_commitments``: K_hat_i,0 ..;
    ``communication_key``: kappa_i.
    """

    index: int
    name: str
    vote_commitments: tuple[mpz, ...]
    data_commitments: tuple[mpz, ...]
    communication_key: mpz
    vote_proof: GuardianProof
    data_proof: GuardianProof
