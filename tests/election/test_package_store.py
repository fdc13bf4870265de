"""An accepted package stays on the internal medium and is accepted anew at each start."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.example_election import DEVICE_ID, DEVICE_INFORMATION
from support.package_surgery import example

from device.election.identity import Identity
from device.election.package_store import DIGEST_NAME, PACKAGE_NAME, PackageStore
from device.errors import FormatError, MediumMissing, PackageError, StateError, StorageError
from hal_sim.faults import CutPower
from hal_sim.media import SimulatedMedia, simulated_media
from hal_sim.power_supply import PowerCut

PACKAGE = example().preparation.package
IDENTITY = Identity(
    DEVICE_ID, DEVICE_INFORMATION, example().device_key, example().preparation.authority_key
)


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(tmp_path / "internal", {})


def test_an_accepted_package_is_there_after_a_restart(media: SimulatedMedia) -> None:
    assert PackageStore(media.internal).load(IDENTITY) is None
    accepted = PackageStore(media.internal).accept(PACKAGE, IDENTITY)
    again = PackageStore(media.internal).load(IDENTITY)
    assert accepted == again == example().election
    assert media.internal.read_file(PACKAGE_NAME, 1 << 20) == PACKAGE


def test_a_refused_package_leaves_nothing_behind(media: SimulatedMedia) -> None:
    store = PackageStore(media.internal)
    with pytest.raises(FormatError):
        store.accept(PACKAGE[:-1], IDENTITY)
    assert not store.is_loaded()
    assert media.internal.list_files("") == []


def test_a_second_package_needs_the_first_one_removed(media: SimulatedMedia) -> None:
    store = PackageStore(media.internal)
    store.accept(PACKAGE, IDENTITY)
    with pytest.raises(StateError, match="loaded already"):
        store.accept(PACKAGE, IDENTITY)
    store.remove()
    assert not store.is_loaded()
    store.remove()
    assert store.accept(PACKAGE, IDENTITY) == example().election


def test_stored_bytes_that_changed_are_never_used(media: SimulatedMedia) -> None:
    store = PackageStore(media.internal)
    store.accept(PACKAGE, IDENTITY)
    media.disks["internal"].flip_bit(PACKAGE_NAME, 8 * 5000)
    with pytest.raises(StorageError, match="stored election package is damaged"):
        store.load(IDENTITY)


def test_a_stored_package_that_vanished_is_noticed(media: SimulatedMedia, tmp_path: Path) -> None:
    store = PackageStore(media.internal)
    store.accept(PACKAGE, IDENTITY)
    (tmp_path / "internal" / PACKAGE_NAME).unlink()
    with pytest.raises(MediumMissing):
        store.load(IDENTITY)


def test_a_stored_package_is_refused_by_a_terminal_with_another_key(media: SimulatedMedia) -> None:
    store = PackageStore(media.internal)
    store.accept(PACKAGE, IDENTITY)
    other = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    with pytest.raises(PackageError, match="another key"):
        store.load(Identity(DEVICE_ID, DEVICE_INFORMATION, other, IDENTITY.authority_key))


def test_a_power_cut_leaves_no_package_or_a_whole_one(tmp_path: Path) -> None:
    counting = simulated_media(tmp_path / "count", {})
    PackageStore(counting.internal).accept(PACKAGE, IDENTITY)
    kept = counting.power.writes
    PackageStore(counting.internal).remove()
    removed = counting.power.writes
    outcomes = set()
    for write in range(1, removed + 1):
        media = simulated_media(
            tmp_path / str(write),
            {},
            [CutPower(write, ("before", "during", "after")[write % 3], seed=write)],
        )
        store = PackageStore(media.internal)
        with pytest.raises(PowerCut):
            _keep_and_remove(store)
        media.power.restore()
        election = PackageStore(media.internal).load(IDENTITY)
        assert election in (None, example().election)
        outcomes.add((write <= kept, election is None))
        if election is None:
            assert store.accept(PACKAGE, IDENTITY) == example().election
    assert outcomes >= {(True, True), (False, True)}


def _keep_and_remove(store: PackageStore) -> None:
    store.accept(PACKAGE, IDENTITY)
    store.remove()


def test_the_digest_is_what_makes_a_package_whole(media: SimulatedMedia, tmp_path: Path) -> None:
    store = PackageStore(media.internal)
    store.accept(PACKAGE, IDENTITY)
    digest = tmp_path / "internal" / DIGEST_NAME
    digest.write_bytes(bytes(64))
    assert not store.is_loaded()
    assert store.accept(PACKAGE, IDENTITY) == example().election


def test_a_package_that_calls_the_terminal_otherwise_is_refused(media: SimulatedMedia) -> None:
    other = replace(IDENTITY, device_information=DEVICE_INFORMATION + ", moved")
    with pytest.raises(PackageError, match="otherwise than the terminal was provisioned"):
        PackageStore(media.internal).accept(PACKAGE, other)
    assert media.internal.list_files("") == []
