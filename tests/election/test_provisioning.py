"""A terminal gets its key once, keeps it to itself, and survives a power cut while it does."""

import stat
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from support.example_election import DEVICE_ID, DEVICE_INFORMATION

from device.election.identity import (
    IDENTITY_NAME,
    KEY_NAME,
    Identity,
    device_file,
    identity_lines,
    read_device_file,
)
from device.election.provisioning import is_provisioned, load_identity, provision
from device.election.qr_text import qr_lines
from device.errors import EntropyError, FormatError, StateError, StorageError
from device.formats.minisign import parse_public_key
from drivers.directory_medium import DirectoryMedium
from drivers.kernel_entropy import KernelEntropy
from drivers.posix_files import PosixFiles
from hal_sim.entropy import SeededEntropy
from hal_sim.faults import CutPower
from hal_sim.media import SimulatedMedia, simulated_media
from hal_sim.power_supply import PowerCut

AUTHORITY = bytes(range(32))


def provisioned(medium: DirectoryMedium, seed: bytes = b"seed") -> Identity:
    return provision(medium, DEVICE_ID, DEVICE_INFORMATION, AUTHORITY, SeededEntropy(seed))


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(tmp_path / "internal", {})


def test_a_provisioned_terminal_knows_itself_and_whom_to_trust(media: SimulatedMedia) -> None:
    assert not is_provisioned(media.internal)
    made = provisioned(media.internal)
    assert is_provisioned(media.internal)
    found = load_identity(media.internal)
    assert (found.device_id, found.device_information) == (DEVICE_ID, DEVICE_INFORMATION)
    assert found.public_key == made.public_key
    assert found.authority_key == AUTHORITY
    signature = found.signing_key.sign(b"data")
    made.signing_key.public_key().verify(signature, b"data")


def test_keys_come_from_the_entropy_alone(tmp_path: Path) -> None:
    media = [simulated_media(tmp_path / name, {}) for name in "abc"]
    first, same, other = (
        provisioned(each.internal, seed).public_key
        for each, seed in zip(media, (b"one", b"one", b"two"), strict=True)
    )
    assert first == same != other


def test_the_files_on_a_real_disk_are_for_the_terminal_alone(tmp_path: Path) -> None:
    medium = DirectoryMedium(PosixFiles(tmp_path), "internal", removable=False)
    provision(medium, DEVICE_ID, DEVICE_INFORMATION, AUTHORITY, KernelEntropy())
    assert stat.S_IMODE((tmp_path / KEY_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / KEY_NAME).parent.stat().st_mode) == 0o700


def test_a_terminal_is_never_provisioned_twice(media: SimulatedMedia) -> None:
    before = provisioned(media.internal)
    with pytest.raises(StateError, match="provisioned already"):
        provision(media.internal, "T-0002", "another", AUTHORITY, SeededEntropy(b"other"))
    assert load_identity(media.internal).public_key == before.public_key
    assert load_identity(media.internal).device_id == DEVICE_ID


def test_a_terminal_without_provisioning_says_what_to_do(media: SimulatedMedia) -> None:
    with pytest.raises(StateError, match="run 'sealmark provision' first"):
        load_identity(media.internal)


@pytest.mark.parametrize(
    ("device_id", "information", "authority", "cause"),
    [
        ("", "x", AUTHORITY, "device_id"),
        ("T 1", "x", AUTHORITY, "device_id"),
        ("T/1", "x", AUTHORITY, "device_id"),
        ("..", "x", AUTHORITY, "device_id"),
        ("T1\n", "x", AUTHORITY, "device_id"),
        ("Ä1", "x", AUTHORITY, "device_id"),
        ("T" * 33, "x", AUTHORITY, "device_id"),
        ("T1", "", AUTHORITY, "device_information"),
        ("T1", "line\nbreak", AUTHORITY, "device_information"),
        ("T1", "x" * 301, AUTHORITY, "device_information"),
        ("T1", "x", AUTHORITY[:31], "32 bytes"),
    ],
)
def test_what_no_package_could_name_is_refused_before_a_key_is_kept(
    media: SimulatedMedia, device_id: str, information: str, authority: bytes, cause: str
) -> None:
    with pytest.raises(FormatError, match=cause):
        provision(media.internal, device_id, information, authority, SeededEntropy(b"seed"))
    assert media.internal.list_files("identity") == []


def test_no_key_is_made_from_unhealthy_entropy(media: SimulatedMedia) -> None:
    entropy = SeededEntropy(b"seed")
    entropy.break_down()
    with pytest.raises(EntropyError):
        provision(media.internal, DEVICE_ID, DEVICE_INFORMATION, AUTHORITY, entropy)
    assert not is_provisioned(media.internal)


def test_a_power_cut_leaves_no_identity_or_a_whole_one(tmp_path: Path) -> None:
    counting = simulated_media(tmp_path / "count", {})
    provisioned(counting.internal)
    writes = counting.power.writes
    assert writes >= 4
    outcomes = set()
    for write in range(1, writes + 1):
        for moment in ("before", "during", "after"):
            fault = CutPower(write, moment, seed=write)  # type: ignore[arg-type]
            media = simulated_media(tmp_path / f"{write}-{moment}", {}, [fault])
            with pytest.raises(PowerCut):
                provisioned(media.internal)
            media.power.restore()
            whole = is_provisioned(media.internal)
            outcomes.add(whole)
            if whole:
                first = load_identity(media.internal).public_key
                with pytest.raises(StateError, match="provisioned already"):
                    provisioned(media.internal, b"again")
                assert load_identity(media.internal).public_key == first
            else:
                assert provisioned(media.internal, b"again").device_id == DEVICE_ID
    assert outcomes == {False, True}


@pytest.mark.parametrize("name", [KEY_NAME, IDENTITY_NAME])
def test_a_damaged_identity_is_never_used_nor_replaced(
    media: SimulatedMedia, tmp_path: Path, name: str
) -> None:
    provisioned(media.internal)
    media.disks["internal"].flip_bit(name, 8 * 100 + 6)
    with pytest.raises(StorageError, match="remove the folder 'identity'"):
        load_identity(media.internal)
    with pytest.raises(StorageError, match="remove the folder 'identity'"):
        provisioned(media.internal)


def test_a_key_of_another_terminal_is_noticed(tmp_path: Path) -> None:
    one, two = (simulated_media(tmp_path / name, {}) for name in "ab")
    provisioned(one.internal, b"one")
    provisioned(two.internal, b"two")
    (tmp_path / "a" / KEY_NAME).write_bytes((tmp_path / "b" / KEY_NAME).read_bytes())
    with pytest.raises(StorageError, match="does not belong"):
        load_identity(one.internal)


def test_no_secret_stands_in_any_repr_or_message(media: SimulatedMedia, tmp_path: Path) -> None:
    identity = provisioned(media.internal)
    seed = identity.signing_key.private_bytes_raw()
    pem_lines = (tmp_path / "internal" / KEY_NAME).read_text().splitlines()
    shown = [repr(identity), str(identity), *identity_lines(identity), repr(media.internal)]
    path = tmp_path / "internal" / KEY_NAME
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(StorageError) as damaged:
        load_identity(media.internal)
    shown += [str(damaged.value), str(damaged.value.__cause__), repr(damaged.value.__context__)]
    for text in shown:
        assert seed.hex() not in text.lower()
        assert pem_lines[1][:20] not in text
        assert "Ed25519PrivateKey" not in text


def test_what_the_office_needs_goes_by_file_and_by_qr(media: SimulatedMedia) -> None:
    identity = provisioned(media.internal)
    exported = device_file(identity.entry)
    assert read_device_file(exported + b"\n", "device.json") == identity.entry
    lines = qr_lines(exported.decode())
    assert len({len(line) for line in lines}) == 1
    assert zxingcpp.read_barcodes(_as_seen(lines))[0].text == exported.decode()


def test_the_identity_shows_keys_as_minisign_does(media: SimulatedMedia) -> None:
    identity = provisioned(media.internal)
    lines = dict(line.split(":", 1) for line in identity_lines(identity))
    assert lines["Device id"].strip() == DEVICE_ID
    assert parse_public_key(lines["Public key"].strip().encode(), "key") == identity.public_key
    assert parse_public_key(lines["Trusted authority"].strip().encode(), "key") == AUTHORITY


@pytest.mark.parametrize("text", ["A", "T-0001" * 40, "ñandú"])
def test_any_text_can_be_read_from_its_qr_lines(text: str) -> None:
    found = zxingcpp.read_barcodes(_as_seen(qr_lines(text)))
    assert [each.text for each in found] == [text]


def _as_seen(lines: tuple[str, ...]) -> Image.Image:
    """The code as it looks on a dark terminal: blocks are light, spaces dark."""
    upper, lower = {"█", "▀"}, {"█", "▄"}
    rows = [[glyph in half for glyph in line] for line in lines for half in (upper, lower)]
    image = Image.new("L", (len(rows[0]), len(rows)))
    image.putdata([255 if light else 0 for row in rows for light in row])
    return image.resize((4 * image.width, 4 * image.height), Image.Resampling.NEAREST)
