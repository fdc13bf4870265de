"""A good package is accepted, and the terminal knows what the office said."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

from support.example_election import DEVICE_ID, DEVICE_INFORMATION, example_election
from support.package_surgery import accept, all_files, example, sewn, signed_files, zipped

from device.election.election import Chaining
from device.election.settings import Role, WithoutStick
from device.electionguard.parameters import STANDARD
from device.electionguard.verify_election import verify_guardians, verify_keys
from device.formats.minisign import public_key_file


def test_the_example_package_is_accepted_with_all_it_says() -> None:
    election = accept(example().preparation.package)
    assert (election.parameters.guardians, election.parameters.quorum) == (3, 2)
    assert election.parameters.chaining is Chaining.NONE
    assert election.keys == example().preparation.ceremony.keys
    assert election.guardians == example().preparation.ceremony.guardians
    assert election.settings.device(DEVICE_ID).device_information == DEVICE_INFORMATION
    assert election.settings.place_of(DEVICE_ID).ballot_styles == (1, 2, 3)
    assert election.settings.without_stick is WithoutStick.CONTINUE
    assert {pin.role for pin in election.settings.pins} == set(Role)
    assert election.content.languages == ("en", "es")
    assert verify_guardians(STANDARD, election.parameter_base_hash, 3, 2, election.guardians) == []
    assert verify_keys(STANDARD, election.keys, election.guardians) == []


def test_the_example_election_is_a_realistic_one() -> None:
    election = example().election
    contests = election.manifest.contests
    assert len(contests) >= 8
    assert len(election.manifest.ballot_styles) == 3
    assert len({style.contests for style in election.manifest.ballot_styles}) == 3
    assert any(contest.selection_limit == 3 and len(contest.options) > 10 for contest in contests)
    assert [contest.write_ins for contest in contests].count(2) == 1
    assert any(option.limit > 1 for contest in contests for option in contest.options)
    english, spanish = (election.content.text(language) for language in ("en", "es"))
    assert any(text.description for text in english.contests.values())
    for index in english.contests:
        assert english.contests[index].title != spanish.contests[index].title
        assert english.contests[index].instructions != spanish.contests[index].instructions
        assert bool(english.contests[index].description) == bool(spanish.contests[index].description)


def test_the_record_repeats_the_public_files_byte_for_byte() -> None:
    election = accept(example().preparation.package)
    packed = all_files(example().preparation.package)
    assert set(election.files) == {
        "election_parameters.json",
        "election_manifest_canonical.bin",
        "hashes.json",
        "joint_public_keys.json",
        "extended_base_hash.json",
        "guardians/guardian_1.json",
        "guardians/guardian_2.json",
        "guardians/guardian_3.json",
    }
    assert all(packed[name] == content for name, content in election.files.items())
    assert election.manifest.raw == packed["election_manifest_canonical.bin"]


def test_the_same_election_makes_the_same_package_and_chaining_another() -> None:
    plain = example().preparation.package
    assert sewn(signed_files()) == plain
    chained = example_election(1)
    assert chained.election.parameters.chaining is Chaining.SIMPLE
    parameters = json.loads(chained.election.files["election_parameters.json"])
    assert parameters["varying_parameters"]["ballot_chaining"] == "Required"


def test_other_writers_of_zip_files_are_understood() -> None:
    files = all_files(example().preparation.package)
    expected = example().election.election_id
    assert accept(zipped(files, zipfile.ZIP_STORED)).election_id == expected
    assert accept(zipped({"guardians/": b"", **files})).election_id == expected
    assert accept(zipped(dict(reversed(files.items())))).election_id == expected
    assert accept(_written_without_seeking(files)).election_id == expected


def test_stock_tools_check_the_package_too(tmp_path: Path) -> None:
    files = all_files(example().preparation.package)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.count(b": OK\n") == len(files) - 2
    key = public_key_file(example().preparation.authority_key, "authority")
    assert key.startswith(b"untrusted comment: authority\nRW")


def test_an_election_shows_no_file_in_its_repr() -> None:
    shown = repr(accept(example().preparation.package))
    assert 'vote_proof":' not in shown
    for pin in example().election.settings.pins:
        assert pin.salt.hex() not in shown
        assert repr(pin.digest) not in shown


class _Pipe(io.RawIOBase):
    """Takes bytes and cannot seek, like a network connection."""

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.taken += piece
        return len(piece)


def _written_without_seeking(files: dict[str, bytes]) -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return pipe.taken
