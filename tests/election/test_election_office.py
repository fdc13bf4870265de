"""Founding an election office: what it writes, what it refuses, and its PINs."""

import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from support.example_election import counter_random, example_device

from device.election.election import Chaining
from device.election.identity import IDENTITY_NAME, KEY_NAME, read_identity
from device.election.package import accept_package
from device.election.package_store import PackageStore
from device.election.provisioning import provision
from device.election.settings import DeviceEntry, Role
from device.electionguard.parameters import STANDARD
from device.errors import FormatError, InputError, StateError
from device.formats.minisign import parse_public_key, public_key_file, public_key_of
from hal_sim.entropy import SeededEntropy
from hal_sim.media import simulated_media
from hal_sim.office.election_file import EXAMPLE_FILE, read_election_file
from hal_sim.office.guardian_secret import read_secret_file
from hal_sim.office.new import DEVICE_FOLDER, OfficeOptions, new_authority, new_office, office_lines
from hal_sim.office.pins import draw_pin, hash_pin, is_weak


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "office"
    new_office(folder, OfficeOptions(guardians=3, quorum=2), counter_random("office"))
    return folder


def test_an_office_writes_what_the_record_document_lists(office: Path) -> None:
    written = sorted(str(path.relative_to(office)) for path in office.rglob("*") if path.is_file())
    assert written == [
        "authority.pub",
        "package.zip",
        "secret/authority.key",
        "secret/device/identity/device.key",
        "secret/device/identity/identity.json",
        "secret/guardian_1.json",
        "secret/guardian_2.json",
        "secret/guardian_3.json",
        "secret/pins.json",
        "secret/share_exchange.json",
    ]
    for path in (office / "secret").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_the_package_is_accepted_by_the_terminal_that_the_office_provisioned(office: Path) -> None:
    folder = office / DEVICE_FOLDER
    identity = read_identity({name: (folder / name).read_bytes() for name in (KEY_NAME, IDENTITY_NAME)})
    trusted = parse_public_key((office / "authority.pub").read_bytes(), "authority.pub")
    assert identity.authority_key == trusted
    package = (office / "package.zip").read_bytes()
    election = accept_package(package, trusted, identity.device_id, identity.public_key)
    assert election.settings.devices == (identity.entry,)
    key = load_pem_private_key((office / "secret" / "authority.key").read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    assert public_key_of(key) == trusted


def test_the_guardians_secrets_belong_to_their_published_commitments(office: Path) -> None:
    identity = json.loads((office / DEVICE_FOLDER / IDENTITY_NAME).read_bytes())["device"]
    election = accept_package(
        (office / "package.zip").read_bytes(),
        parse_public_key((office / "authority.pub").read_bytes(), "authority.pub"),
        identity["device_id"],
        bytes.fromhex(identity["signing_key"]),
    )
    for guardian in election.guardians:
        data = (office / "secret" / f"guardian_{guardian.index}.json").read_bytes()
        secret = read_secret_file(data, STANDARD)
        assert pow(STANDARD.g, secret.vote_coefficients[1], STANDARD.p) == guardian.vote_commitments[1]
        assert pow(STANDARD.g, secret.communication_secret, STANDARD.p) == guardian.communication_key


def test_the_pins_open_the_hashes_in_the_package(office: Path) -> None:
    pins = json.loads((office / "secret" / "pins.json").read_bytes())
    assert list(pins) == ["poll_worker", "election_official"]
    for role in Role:
        assert len(pins[role.value]) == 6
        assert not is_weak(pins[role.value])
    package = (office / "package.zip").read_bytes()
    assert all(pin.encode() not in package for pin in pins.values())


def test_an_office_takes_the_terminals_it_is_given(tmp_path: Path) -> None:
    first, _key = example_device()
    second = DeviceEntry("T-0002", "the second one", bytes(range(32)))
    options = OfficeOptions(guardians=2, quorum=1, chaining=Chaining.SIMPLE, devices=(first, second))
    made = new_office(tmp_path / "office", options, counter_random("two"))
    assert made.election.settings.devices == (first, second)
    assert made.election.settings.place_of("T-0002").device_ids == ("T-0001", "T-0002")
    assert made.election.parameters.chaining is Chaining.SIMPLE
    assert not (tmp_path / "office" / DEVICE_FOLDER).exists()
    lines = "\n".join(office_lines(tmp_path / "office", made))
    assert "order of the encrypted ballots becomes public" in lines
    for pin in made.pins.values():
        assert pin not in lines


def test_an_office_never_writes_into_another_one(office: Path) -> None:
    before = (office / "package.zip").read_bytes()
    with pytest.raises(StateError, match="not empty"):
        new_office(office, OfficeOptions(), os.urandom)
    assert (office / "package.zip").read_bytes() == before


def test_terminals_can_be_provisioned_before_the_election_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    trusted = new_authority(folder, counter_random("authority"))
    medium = simulated_media(tmp_path / "internal", {}).internal
    identity = provision(medium, "T-0007", "the seventh", trusted, SeededEntropy(b"terminal"))
    made = new_office(folder, OfficeOptions(2, 1, devices=(identity.entry,)), counter_random("later"))
    assert made.authority_key == trusted
    package = (folder / "package.zip").read_bytes()
    assert PackageStore(medium).accept(package, identity) == made.election
    with pytest.raises(StateError, match="not empty"):
        new_authority(folder, os.urandom)
    with pytest.raises(StateError, match="not empty"):
        new_office(folder, OfficeOptions(2, 1), os.urandom)


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("authority.pub", b"", "not a minisign public key"),
        ("authority.pub", public_key_file(bytes(32), "x"), "does not belong"),
        ("secret/authority.key", b"-----BEGIN", "not a private key"),
    ],
)
def test_an_authority_key_that_does_not_fit_is_refused(
    tmp_path: Path, name: str, content: bytes, cause: str
) -> None:
    new_authority(tmp_path / "office", os.urandom)
    (tmp_path / "office" / name).write_bytes(content)
    with pytest.raises(FormatError, match=cause):
        new_office(tmp_path / "office", OfficeOptions(1, 1), os.urandom)


@pytest.mark.parametrize(("guardians", "quorum"), [(0, 0), (3, 0), (3, 4), (33, 2), (-1, -1)])
def test_numbers_of_guardians_without_sense_are_refused(
    tmp_path: Path, guardians: int, quorum: int
) -> None:
    with pytest.raises(InputError, match="guardians"):
        new_office(tmp_path / "office", OfficeOptions(guardians=guardians, quorum=quorum), os.urandom)
    assert not (tmp_path / "office").exists()


def test_two_terminals_with_one_key_are_refused(tmp_path: Path) -> None:
    first, _key = example_device()
    twin = DeviceEntry("T-0002", "twin", first.signing_key)
    with pytest.raises(InputError, match="signing keys are not all different"):
        new_office(tmp_path / "office", OfficeOptions(2, 1, devices=(first, twin)), os.urandom)


def test_a_missing_election_file_is_named(tmp_path: Path) -> None:
    options = OfficeOptions(election_file=tmp_path / "nowhere.json")
    with pytest.raises(InputError, match=r"nowhere\.json: No such file"):
        new_office(tmp_path / "office", options, os.urandom)


def test_preparations_show_no_secret(tmp_path: Path) -> None:
    made = new_office(tmp_path / "office", OfficeOptions(2, 2), counter_random("repr"))
    shown = repr(made)
    assert "Ed25519PrivateKey" not in shown
    for pin in made.pins.values():
        assert pin not in shown
    for secret in made.ceremony.secrets:
        assert str(secret.vote_coefficients[0]) not in shown


Edit = Callable[[Any], None]


def _drop_spanish(root: Any) -> None:
    del root["contests"][0]["title"]["es"]


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (lambda root: root.pop("date"), "lacks the property 'date'"),
        (lambda root: root.update(colour="red"), "unknown property"),
        (lambda root: root.update(contests=[]), "contests must have 1"),
        (lambda root: root["contests"][0].pop("title"), "contest 1 lacks the property 'title'"),
        (lambda root: root["contests"][0].pop("options"), "contest 1 lacks the property 'options'"),
        (lambda root: root["contests"][0]["options"][0].update(votes=3), "contest 1, option 1"),
        (lambda root: root["ballot_styles"][0].update(contests="all"), "ballot style 1 must be a list"),
        (_drop_spanish, "without the language 'es'"),
        (lambda root: root["ballot_styles"][0]["contests"].append("Dogcatcher"), "names a contest"),
        (lambda root: root["ballot_styles"][0]["contests"].append(7), "names a contest"),
        (lambda root: root["polling_places"][0].update(ballot_styles=["Moon"]), "names a ballot style"),
        (lambda root: root["polling_places"][0].update(devices=["T-0009"]), "a device that is not among"),
        (
            lambda root: root["contests"][1].update(label="President and Vice President"),
            "each contest a label of its own",
        ),
        (lambda root: root["contests"][1].pop("contest_data_blocks"), "too few contest data blocks"),
        (lambda root: root["limits"].update(voter_idle_s=5), "voter_idle_s"),
    ],
)
def test_a_wrong_election_file_is_refused(tmp_path: Path, edit: Edit, cause: str) -> None:
    root = json.loads(EXAMPLE_FILE.read_bytes())
    edit(root)
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(root), encoding="utf-8")
    with pytest.raises(InputError, match=cause):
        new_office(tmp_path / "office", OfficeOptions(1, 1, election_file=file), os.urandom)
    assert not (tmp_path / "office").exists()


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"label":"a","label":"b"}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_election_file_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"mine\.json"):
        read_election_file(data, "mine.json")


def test_people_may_write_properties_in_any_order() -> None:
    root = json.loads(EXAMPLE_FILE.read_bytes())
    root["contests"][0] = dict(reversed(root["contests"][0].items()))
    shuffled = read_election_file(json.dumps(dict(reversed(root.items()))).encode(), "mine.json")
    original = read_election_file(EXAMPLE_FILE.read_bytes(), "election.json")
    assert shuffled.manifest() == original.manifest()
    assert shuffled.content() == original.content()


@pytest.mark.parametrize(
    "pin",
    ["000000", "111222", "123456", "987654", "135791", "123123", "121212", "123321", "199012", "301975"],
)
def test_pins_that_people_guess_first_are_weak(pin: str) -> None:
    assert is_weak(pin)


def test_drawn_pins_are_strong_and_spread_over_all_digits() -> None:
    random = counter_random("pins")
    pins = [draw_pin(random) for _ in range(500)]
    assert not any(is_weak(pin) for pin in pins)
    assert {len(pin) for pin in pins} == {6}
    assert {pin[0] for pin in pins} == set("0123456789")
    assert len(set(pins)) > 490


def test_a_low_quality_draw_is_repeated_instead_of_bent() -> None:
    """Draws above the last multiple of a million would favour low PINs."""
    draws = iter([b"\xff\xff\xff\xff", (482_915).to_bytes(4, "big")])
    assert draw_pin(lambda _count: next(draws)) == "482915"


def test_a_pin_hash_is_scrypt_with_its_own_salt() -> None:
    random = counter_random("hash")
    first, second = (hash_pin(Role.OFFICIAL, "482915", random) for _ in range(2))
    assert first.salt != second.salt
    assert first.digest != second.digest
    again = hashlib.scrypt(
        b"482915", salt=first.salt, n=first.n, r=first.r, p=first.p, maxmem=1 << 26, dklen=32
    )
    assert again == first.digest
