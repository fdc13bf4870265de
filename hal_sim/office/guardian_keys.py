"""One guardian makes its keys and proves that it knows their secrets (EG 2.1.0 sec. 3.2.2)."""

from collections.abc import Sequence

from gmpy2 import mpz, powmod_sec

from device.electionguard.guardian_challenges import DATA_LABEL, VOTE_LABEL, key_proof_challenge
from device.electionguard.guardians import Guardian, GuardianProof
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random, random_scalar
from hal_sim.office.guardian_secret import GuardianSecret


def make_guardian(
    group: Group, h_p: bytes, index: int, name: str, quorum: int, random: Random
) -> tuple[Guardian, GuardianSecret]:
    """Fresh coefficients, commitments, communication key and proofs for guardian ``index``."""
    secret = GuardianSecret(
        index,
        tuple(random_scalar(group, random) for _ in range(quorum)),
        tuple(random_scalar(group, random) for _ in range(quorum)),
        random_scalar(group, random),
    )
    return public_part(group, h_p, name, secret, random), secret


def public_part(group: Group, h_p: bytes, name: str, secret: GuardianSecret, random: Random) -> Guardian:
    """What the guardian with this secret publishes; the proofs are drawn anew at each call."""
    communication = secret.communication_secret
    return Guardian(
        index=secret.index,
        name=name,
        vote_commitments=_commitments(group, secret.vote_coefficients),
        data_commitments=_commitments(group, secret.data_coefficients),
        # EG 2.1.0 eq. (9): kappa_i = g^zeta_i
        communication_key=powmod_sec(group.g, communication, group.p),
        vote_proof=_prove(
            group, h_p, VOTE_LABEL, secret.index, (*secret.vote_coefficients, communication), random
        ),
        data_proof=_prove(
            group, h_p, DATA_LABEL, secret.index, (*secret.data_coefficients, communication), random
        ),
    )


def _commitments(group: Group, secrets: Sequence[mpz]) -> tuple[mpz, ...]:
    # EG 2.1.0 eq. (8): K_i,j = g^a_i,j
    return tuple(powmod_sec(group.g, each, group.p) for each in secrets)


def _prove(
    group: Group, h_p: bytes, label: bytes, index: int, secrets: Sequence[mpz], random: Random
) -> GuardianProof:
    nonces = [random_scalar(group, random) for _ in secrets]
    # EG 2.1.0 eq. (10), (12): h_i,j = g^u_i,j
    hidden = _commitments(group, nonces)
    challenge = key_proof_challenge(group, h_p, label, index, _commitments(group, secrets), hidden)
    # EG 2.1.0 sec. 3.2.2: v_i,j = u_i,j - c_i a_i,j; the last one for zeta_i
    responses = tuple((u - challenge * a) % group.q for u, a in zip(nonces, secrets, strict=True))
    return GuardianProof(challenge, responses)
