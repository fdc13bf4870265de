"""Which guardians' files in a folder are enough to decrypt, and which are not."""

from itertools import combinations
from pathlib import Path

import pytest
from support.small_election import election_of, small_ceremony
from support.small_group import SMALL

from device.errors import FormatError, InputError
from hal_sim.office.guardian_secret import secret_file
from hal_sim.office.key_shares import EXCHANGE_NAME, exchange_file
from hal_sim.office.secret_folder import quorum_shares

CEREMONY = small_ceremony(5, 3)
ELECTION = election_of(CEREMONY)


def folder_with(folder: Path, indices: tuple[int, ...], exchange: bool) -> Path:
    for index in indices:
        (folder / f"guardian_{index}.json").write_bytes(secret_file(CEREMONY.secrets[index - 1]))
    if exchange:
        (folder / EXCHANGE_NAME).write_bytes(exchange_file(CEREMONY.exchange))
    (folder / "pins.json").write_bytes(b"{}")
    return folder


def test_all_secrets_are_enough_and_k_guardians_take_part(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, (1, 2, 3, 4, 5), exchange=False)
    assert quorum_shares(SMALL, ELECTION, folder) == CEREMONY.shares[:3]


@pytest.mark.parametrize("indices", list(combinations(range(1, 6), 3)))
def test_any_k_secrets_are_enough_with_the_exchange(tmp_path: Path, indices: tuple[int, ...]) -> None:
    folder = folder_with(tmp_path, indices, exchange=True)
    expected = tuple(CEREMONY.shares[index - 1] for index in indices)
    assert quorum_shares(SMALL, ELECTION, folder) == expected


def test_fewer_than_k_secrets_are_not_enough(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, (2, 5), exchange=True)
    with pytest.raises(InputError, match="3 guardians are needed, and 2"):
        quorum_shares(SMALL, ELECTION, folder)


def test_k_secrets_without_the_exchange_are_not_enough(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, (1, 2, 3), exchange=False)
    with pytest.raises(InputError, match="no share from guardian 4"):
        quorum_shares(SMALL, ELECTION, folder)


def test_a_secret_under_another_name_or_damaged_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, (1, 2, 3, 4, 5), exchange=False)
    (folder / "guardian_2.json").write_bytes(secret_file(CEREMONY.secrets[0]))
    with pytest.raises(InputError, match=r"guardian_2\.json holds the secret of another"):
        quorum_shares(SMALL, ELECTION, folder)
    (folder / "guardian_2.json").write_bytes(b"{}")
    with pytest.raises(FormatError):
        quorum_shares(SMALL, ELECTION, folder)


def test_a_secret_of_another_election_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, (1, 2, 3, 4, 5), exchange=False)
    stranger = small_ceremony(3, 2).secrets[2]
    (folder / "guardian_3.json").write_bytes(secret_file(stranger))
    with pytest.raises(InputError, match="guardian 3 belongs to another election"):
        quorum_shares(SMALL, ELECTION, folder)
