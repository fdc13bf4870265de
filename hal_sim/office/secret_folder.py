"""The guardians' secrets, as they lie in a folder: ``guardian_<i>.json`` for those who came.

All n files, or the files of k guardians and ``share_exchange.json``, are enough to decrypt.
"""

from pathlib import Path

from device.election.election import Election
from device.electionguard.parameters import Group
from device.errors import InputError
from hal_sim.office.guardian_secret import GuardianSecret, KeyShare, read_secret_file
from hal_sim.office.key_shares import EXCHANGE_NAME, key_shares, read_exchange_file


def quorum_shares(group: Group, election: Election, folder: Path) -> tuple[KeyShare, ...]:
    """The shares of k guardians whose secrets lie in ``folder``: those with the lowest indices.

    Raises InputError if there are fewer, or if a secret does not belong to the election.
    """
    quorum = election.parameters.quorum
    secrets = _read_secrets(group, election, folder)
    if len(secrets) < quorum:
        raise InputError(
            f"{quorum} guardians are needed, and {len(secrets)} left their secrets in {folder}."
        )
    exchange = folder / EXCHANGE_NAME
    sealed = read_exchange_file(_read(exchange)) if exchange.is_file() else ()
    shares = key_shares(group, election.parameter_base_hash, election.guardians, secrets, sealed)
    return shares[:quorum]


def _read_secrets(group: Group, election: Election, folder: Path) -> list[GuardianSecret]:
    secrets = []
    for guardian in election.guardians:
        path = folder / f"guardian_{guardian.index}.json"
        if not path.is_file():
            continue
        secret = read_secret_file(_read(path), group)
        if secret.index != guardian.index:
            raise InputError(f"{path.name} holds the secret of another guardian.")
        secrets.append(secret)
    return secrets


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path.name} cannot be read.") from exc
