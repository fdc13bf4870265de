"""Guardians come to decrypt: from their secrets to their shares of the election's secret keys.

A guardian's share is the sum of what all n guardians gave it (EG 2.1.0 eq. (24)). What an absent
guardian gave stands, encrypted for the receiver, in ``secret/share_exchange.json``:
``{"shares":[{"sender","receiver","c0","c1","c2":{"c","v"}}, …]}``, ascending by sender and receiver;
``c1`` has 64 bytes. So k guardians suffice, and the files of the others may be lost.
"""

from collections.abc import Sequence

from gmpy2 import powmod

from device.electionguard.ballot import Response
from device.electionguard.guardians import Guardian
from device.electionguard.parameters import Group
from device.errors import FormatError, InputError
from device.formats.canonical import (
    canonical_bytes,
    expect_integer,
    expect_list,
    expect_properties,
    read_canonical,
)
from device.formats.hexadecimal import (
    bytes_from_hex,
    element_from_hex,
    hex_of_bytes,
    hex_of_element,
    hex_of_scalar,
    scalar_from_hex,
)
from hal_sim.office.ceremony import collect_share
from hal_sim.office.guardian_secret import MAX_GUARDIANS, GuardianSecret, KeyShare
from hal_sim.office.share_exchange import SHARE_BYTES, EncryptedShare

EXCHANGE_NAME = "share_exchange.json"
_MAX_EXCHANGE_BYTES = 64 * 1024 * 1024
_SHARE_PROPERTIES = ("sender", "receiver", "c0", "c1", "c2")


def key_shares(
    group: Group,
    h_p: bytes,
    guardians: Sequence[Guardian],
    secrets: Sequence[GuardianSecret],
    exchange: Sequence[EncryptedShare] = (),
) -> tuple[KeyShare, ...]:
    """z_i and z_hat_i of every guardian whose secret is here.

    ``guardians``: the public records of all n; ``exchange``: needed only for guardians whose secrets
    are absent. Raises InputError for a secret that is not the record's, and for a share that is
    missing or wrong.
    """
    for secret in secrets:
        check_secret(group, guardians, secret)
    return tuple(_share_of(group, h_p, guardians, secrets, secret, exchange) for secret in secrets)


def check_secret(group: Group, guardians: Sequence[Guardian], secret: GuardianSecret) -> None:
    """Raise InputError unless ``secret`` belongs to one of these guardians."""
    record = next((each for each in guardians if each.index == secret.index), None)
    if record is None:
        raise InputError(f"The election has no guardian {secret.index}.")
    private = (*secret.vote_coefficients, *secret.data_coefficients, secret.communication_secret)
    public = (*record.vote_commitments, *record.data_commitments, record.communication_key)
    if tuple(powmod(group.g, each, group.p) for each in private) != public:
        raise InputError(f"The secret of guardian {secret.index} belongs to another election.")


def exchange_file(exchange: Sequence[EncryptedShare]) -> bytes:
    """The bytes of ``secret/share_exchange.json``."""
    ordered = sorted(exchange, key=lambda share: (share.sender, share.receiver))
    return canonical_bytes({"shares": [_share_object(share) for share in ordered]})


def read_exchange_file(data: bytes) -> tuple[EncryptedShare, ...]:
    """Read ``secret/share_exchange.json``: each share once, in order. Raises FormatError."""
    value = expect_properties(
        read_canonical(data, EXCHANGE_NAME, _MAX_EXCHANGE_BYTES), ("shares",), EXCHANGE_NAME
    )
    listed = expect_list(value["shares"], "shares", 0, MAX_GUARDIANS * MAX_GUARDIANS)
    shares = tuple(_read_share(share) for share in listed)
    between = [(share.sender, share.receiver) for share in shares]
    if between != sorted(set(between)):
        raise FormatError(f"{EXCHANGE_NAME} holds a share twice, or shares out of order.")
    return shares


def _share_of(
    group: Group,
    h_p: bytes,
    guardians: Sequence[Guardian],
    secrets: Sequence[GuardianSecret],
    own: GuardianSecret,
    exchange: Sequence[EncryptedShare],
) -> KeyShare:
    # Guardians that are here say again what they gave; the others' word was sealed at the ceremony.
    present = [secret for secret in secrets if secret.index != own.index]
    indices = {secret.index for secret in secrets}
    absent = [record for record in guardians if record.index not in indices]
    own_record = next(record for record in guardians if record.index == own.index)
    sealed = [share for share in exchange if share.receiver == own.index]
    share = collect_share(group, h_p, [own_record, *absent], own, sealed)
    vote, data = share.vote, share.data
    for secret in present:
        more_vote, more_data = secret.share_for(group, own.index)
        vote, data = (vote + more_vote) % group.q, (data + more_data) % group.q
    return KeyShare(own.index, vote, data)


def _share_object(share: EncryptedShare) -> dict[str, object]:
    return {
        "sender": share.sender,
        "receiver": share.receiver,
        "c0": hex_of_element(share.c0),
        "c1": hex_of_bytes(share.c1),
        "c2": {"c": hex_of_scalar(share.c2.c), "v": hex_of_scalar(share.c2.v)},
    }


def _read_share(value: object) -> EncryptedShare:
    share = expect_properties(value, _SHARE_PROPERTIES, "A share")
    proof = expect_properties(share["c2"], ("c", "v"), "c2")
    return EncryptedShare(
        expect_integer(share["sender"], "sender", 1, MAX_GUARDIANS),
        expect_integer(share["receiver"], "receiver", 1, MAX_GUARDIANS),
        element_from_hex(share["c0"], "c0"),
        bytes_from_hex(share["c1"], 2 * SHARE_BYTES, "c1"),
        Response(scalar_from_hex(proof["c"], "c"), scalar_from_hex(proof["v"], "v")),
    )
