"""Fuzz targets that are files: of packages, of records, of the office, and what stands in them."""

import json
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from random import Random

from fuzz.mutations import Mutate, bytes_changed, json_changed
from fuzz.target import Target
from support.package_surgery import accept, example, sewn, signed_files
from support.record_surgery import files_of
from support.small_records import country, device_key, office, small_record, town
from support.small_tally import made as small_tally

from device.election.election import Chaining
from device.election.identity import device_file, read_device_file
from device.election.intake_content import read_content
from device.election.intake_keys import read_guardian, read_hashes, read_keys
from device.election.intake_manifest import read_manifest
from device.election.intake_parameters import read_parameters
from device.election.intake_settings import read_settings
from device.electionguard.contest_data import decode_write_ins, encode_write_ins
from device.electionguard.hints import hint_bytes, hints_length_bytes, read_hints
from device.electionguard.parameters import STANDARD
from device.formats.canonical import canonical_bytes
from device.formats.minisign import (
    check_minisign,
    parse_public_key,
    public_key_file,
    public_key_of,
    public_key_string,
)
from device.formats.sums import read_sums, write_sums
from device.records.ballot_record import (
    ballot_body,
    read_ballot_body,
    read_ballot_record,
    rebuilt_record,
    unsigned_part,
)
from device.records.ballot_state import BallotState
from device.records.closing_record import read_closing, read_device_record
from device.records.event_log_file import check_event_log
from device.records.tally_file import read_tally_file
from hal_sim.office.election_file import EXAMPLE_FILE, read_election_file
from hal_sim.office.guardian_secret import read_secret_file, secret_file
from hal_sim.office.key_shares import exchange_file, read_exchange_file

SIGNED = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.minisig"


def reader(
    name: str, seeds: tuple[bytes, ...], read: Callable[[bytes], object], mutate: Mutate = json_changed
) -> Target:
    """A reader of canonical JSON: whatever it accepts has exactly one spelling."""

    def check(data: bytes) -> None:
        read(data)
        if mutate is json_changed:
            assert canonical_bytes(json.loads(data)) == data

    return Target(name, seeds, mutate, check)


def written_again(
    name: str, seeds: tuple[bytes, ...], write_read: Callable[[bytes], bytes], mutate: Mutate = json_changed
) -> Target:
    """A reader and the writer of the same format: what is accepted is written again byte for byte."""

    def check(data: bytes) -> None:
        assert write_read(data) == data

    return Target(name, seeds, mutate, check)


@cache
def record() -> dict[str, bytes]:
    """A small record with simple chaining, all kinds of ballots, a write-in."""
    votes = (
        (2, country((1, 0)), BallotState.CAST),
        (1, town((0, 1), (0, 1), "Zoë Ångström"), BallotState.CHALLENGED),
        (2, country((0, 0)), BallotState.SPOILED),
    )
    with tempfile.TemporaryDirectory() as folder:
        return files_of(small_record(Path(folder), votes, Chaining.SIMPLE))


def all_readers() -> list[Target]:
    """Every reader of a file."""
    return [*package_targets(), *record_targets(), *signature_targets(), *office_targets()]


# Packages


def package_targets() -> list[Target]:
    files, manifest = signed_files(), example().election.manifest
    h_b = example().election.election_base_hash
    parameters = example().election.parameters
    extended = files["extended_base_hash.json"]
    seed = {name: (files[name],) for name in files}
    manifest_name = "election_manifest_canonical.bin"
    return [
        Target("package", (example().preparation.package,), bytes_changed, _check_package),
        Target("package, signed", tuple(map(_named, files)), _file_changed, _check_signed_package),
        reader("manifest", seed[manifest_name], read_manifest),
        reader("parameters", seed["election_parameters.json"], read_parameters),
        reader("content", seed["ballot_content.json"], lambda data: read_content(data, manifest)),
        reader("settings", seed["terminal_settings.json"], lambda data: read_settings(data, manifest)),
        reader("guardian", seed["guardians/guardian_1.json"], lambda data: read_guardian(data, 1, 2)),
        reader("hashes", seed["hashes.json"], lambda data: read_hashes(data, parameters, manifest.raw)),
        reader("joint keys", seed["joint_public_keys.json"], lambda data: read_keys(data, extended, h_b)),
    ]


def _check_package(data: bytes) -> None:
    # The signature is over the files, so whatever is accepted holds exactly the signed files.
    assert accept(data).files == example().election.files


def _named(name: str) -> bytes:
    return name.encode() + b"\n" + signed_files()[name]


def _file_changed(draw: Random, data: bytes) -> bytes:
    name, _, content = data.partition(b"\n")
    return name + b"\n" + json_changed(draw, content)


def _check_signed_package(data: bytes) -> None:
    name, _, content = data.partition(b"\n")
    files = {**signed_files(), name.decode(): content}
    accepted = accept(sewn(files)).files
    assert all(accepted[each] == files[each] for each in accepted)


# Records


def record_targets() -> list[Target]:
    files = record()
    ballots = tuple(data for name, data in sorted(files.items()) if name.startswith("ballots/"))
    bodies = tuple(_body_of(data) for data in ballots)
    log, documentation = files["event_log.json"], files["event_log_documentation.json"]
    who = (office(Chaining.SIMPLE).election.election_id, "T-1")
    read = partial(read_hints, STANDARD, office(Chaining.SIMPLE).election.manifest.shape(2))
    hints = (_some_hints(),)
    return [
        written_again("ballot record", ballots, _ballot_again),
        written_again("ballot body", bodies, lambda data: ballot_body(*read_ballot_body(data))),
        written_again(
            "device record", (files["device.json"],), lambda data: read_device_record(data).to_bytes()
        ),
        Target("closing", (files["closing.json"],), json_changed, _check_closing),
        reader("event log", (log,), lambda data: check_event_log(data, documentation, *who)),
        reader("event documentation", (documentation,), lambda data: check_event_log(log, data, *who)),
        reader("tally", (small_tally(),), read_tally_file),
        written_again(
            "contest data",
            (encode_write_ins((), 2), encode_write_ins(("Zoë", 'O"Neil\\'), 3)),
            lambda data: encode_write_ins(decode_write_ins(data), len(data) // 32),
            bytes_changed,
        ),
        written_again("hints", hints, lambda data: hint_bytes(STANDARD, read(data)), bytes_changed),
    ]


def _some_hints() -> bytes:
    shape = office(Chaining.SIMPLE).election.manifest.shape(2)
    count = hints_length_bytes(STANDARD, shape) // STANDARD.p_bytes
    return b"".join(int(STANDARD.g + number).to_bytes(STANDARD.p_bytes, "big") for number in range(count))


def _body_of(data: bytes) -> bytes:
    read = read_ballot_record(data)
    return ballot_body(read.ballot, read.device_id)


def _ballot_again(data: bytes) -> bytes:
    read = read_ballot_record(data)
    return rebuilt_record(ballot_body(read.ballot, read.device_id), read.state, read.signature)


def _check_closing(data: bytes) -> None:
    closing = read_closing(data, Chaining.SIMPLE)
    key = device_key("T-1")
    again = closing.signed(key)
    assert unsigned_part(again) == unsigned_part(data)


# Sums and signatures


def signature_targets() -> list[Target]:
    files, key = record(), public_key_of(device_key("T-1"))

    def signature(data: bytes) -> None:
        check_minisign(files[SIGNED], data, key, SIGNED)
        # The first line is a comment for people, as minisign's own documentation says: unsigned.
        assert data.split(b"\n")[1:] == files[SIGNATURE].split(b"\n")[1:]

    def public_key(data: bytes) -> None:
        assert public_key_string(parse_public_key(data, "The key")).encode() in data

    return [
        written_again(
            "sums", (files[SIGNED],), lambda data: write_sums(read_sums(data, SIGNED)), bytes_changed
        ),
        Target("signature", (files[SIGNATURE],), bytes_changed, signature),
        Target("public key", (public_key_file(key, "a key"),), bytes_changed, public_key),
    ]


# The office and provisioning


def office_targets() -> list[Target]:
    prepared = example().preparation
    entry = example().device
    secrets = tuple(secret_file(secret) for secret in prepared.ceremony.secrets)
    election = (EXAMPLE_FILE.read_bytes(),)
    return [
        written_again(
            "device file",
            (device_file(entry),),
            lambda data: device_file(read_device_file(data, "device.json")),
        ),
        written_again(
            "guardian's secret", secrets, lambda data: secret_file(read_secret_file(data, STANDARD))
        ),
        written_again(
            "share exchange",
            (exchange_file(prepared.ceremony.exchange),),
            lambda data: exchange_file(read_exchange_file(data)),
        ),
        Target("election file", election, json_changed, _check_election_file),
    ]


def _check_election_file(data: bytes) -> None:
    source = read_election_file(data, "election.json")
    read_manifest(source.manifest())
