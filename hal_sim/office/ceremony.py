"""The key ceremony: n guardians make the election's keys so that any k of them can decrypt.

EG 2.1.0 sec. 3.2.2. The guardians meet in one process here, but each does only what it could do
alone: it sends encrypted shares, opens the ones it got, and compares the guardian record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.ballot import ElectionKeys
from device.electionguard.guardians import Guardian
from device.electionguard.hashing import Domain, element_bytes, extended_base_hash, hash_bytes
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random
from device.electionguard.verify_election import verify_guardians, verify_keys
from device.errors import InputError
from hal_sim.office.guardian_keys import make_guardian
from hal_sim.office.guardian_secret import MAX_GUARDIANS, GuardianSecret, KeyShare
from hal_sim.office.share_exchange import EncryptedShare, encrypt_share, open_share


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a ceremony leaves: the public record, and what each guardian keeps.

    ``shares`` are the guardians' own z_i and z_hat_i; ``exchange`` the encrypted shares they sent.
    """

    guardians: tuple[Guardian, ...]
    keys: ElectionKeys
    secrets: tuple[GuardianSecret, ...] = field(repr=False)
    shares: tuple[KeyShare, ...] = field(repr=False)
    exchange: tuple[EncryptedShare, ...] = field(repr=False)


def hold_ceremony(
    group: Group, h_p: bytes, h_b: bytes, names: Sequence[str], quorum: int, random: Random
) -> Ceremony:
    """Hold the ceremony of ``len(names)`` guardians with ``quorum`` k; H_P and H_B are the election's.

    Raises ValueError for numbers without sense, InputError when a guardian's check fails.
    """
    if not 1 <= quorum <= len(names) <= MAX_GUARDIANS:
        raise ValueError(f"a quorum must lie between 1 and the number of guardians, up to {MAX_GUARDIANS}")
    made = [
        make_guardian(group, h_p, index, name, quorum, random) for index, name in enumerate(names, start=1)
    ]
    guardians = tuple(public for public, _ in made)
    secrets = tuple(secret for _, secret in made)
    exchange = tuple(
        encrypt_share(group, h_p, sender, receiver, random)
        for sender in secrets
        for receiver in guardians
        if sender.index != receiver.index
    )
    keys = joint_keys(group, h_b, guardians)
    shares = tuple(
        collect_share(
            group, h_p, guardians, secret, [each for each in exchange if each.receiver == secret.index]
        )
        for secret in secrets
    )
    check_guardian_record(group, h_p, quorum, keys, guardians)
    return Ceremony(guardians, keys, secrets, shares, exchange)


def joint_keys(group: Group, h_b: bytes, guardians: Sequence[Guardian]) -> ElectionKeys:
    """K, K_hat and H_E of these guardians: EG 2.1.0 eq. (25), (26), (30)."""
    vote_key, data_key = mpz(1), mpz(1)
    for guardian in guardians:
        vote_key = vote_key * guardian.vote_commitments[0] % group.p
        data_key = data_key * guardian.data_commitments[0] % group.p
    return ElectionKeys(vote_key, data_key, extended_base_hash(group, h_b, vote_key, data_key))


def collect_share(
    group: Group,
    h_p: bytes,
    guardians: Sequence[Guardian],
    own: GuardianSecret,
    received: Sequence[EncryptedShare],
) -> KeyShare:
    """Guardian l opens the shares it received and adds its own: EG 2.1.0 eq. (24).

    Raises InputError naming a guardian whose share is missing or wrong.
    """
    by_index: Mapping[int, Guardian] = {guardian.index: guardian for guardian in guardians}
    vote, data = own.share_for(group, own.index)
    by_sender = {share.sender: share for share in received}
    for guardian in guardians:
        if guardian.index == own.index:
            continue
        if guardian.index not in by_sender:
            raise InputError(f"Guardian {own.index} has no share from guardian {guardian.index}.")
        share = by_sender[guardian.index]
        more_vote, more_data = open_share(group, h_p, share, guardian, by_index[own.index], own)
        vote, data = (vote + more_vote) % group.q, (data + more_data) % group.q
    return KeyShare(own.index, vote, data)


def check_guardian_record(
    group: Group, h_p: bytes, quorum: int, keys: ElectionKeys, guardians: Sequence[Guardian]
) -> None:
    """What each guardian checks of the guardian record: Verifications 2 and 3. Raises InputError."""
    findings = [
        *verify_guardians(group, h_p, len(guardians), quorum, guardians),
        *verify_keys(group, keys, guardians),
    ]
    if findings:
        first = findings[0]
        raise InputError(f"The guardian record fails check {first.number} at {first.where}.")


def guardian_record_hash(
    group: Group, h_b: bytes, keys: ElectionKeys, guardians: Sequence[Guardian]
) -> bytes:
    """H_G of EG 2.1.0 eq. (27), by which guardians compare their views of the guardian record."""
    elements: list[mpz] = [keys.vote_key, keys.data_key]
    for guardian in guardians:
        elements.extend(guardian.vote_commitments)
    for guardian in guardians:
        elements.extend(guardian.data_commitments)
    elements.extend(guardian.communication_key for guardian in guardians)
    return hash_bytes(h_b, Domain.GUARDIAN_RECORD, *(element_bytes(group, each) for each in elements))
