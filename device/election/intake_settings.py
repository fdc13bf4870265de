"""Reading ``terminal_settings.json``: what the election office decides about terminals.

::

    {"devices": [
      {"device_id": "T-0001",               [A-Za-z0-9_-]{1,32}, unique whatever the case of letters
       "device_information": "...",         S_device of EG 2.1.0 eq. (72); no time in it
       "signing_key": hex64}],              Ed25519 public key made at provisioning, unique
     "polling_places": [
      {"name": "...",
       "devices": ["T-0001", ...],          a device stands in one place at most
       "ballot_styles": [1, 2]}],           indices of the manifest, ascending
     "pins": [                              at least one for each role
      {"role": "poll_worker" | "election_official",
       "salt": hex32, "digest": hex64,      scrypt of the PIN's digits, 32 bytes
       "n": 16384, "r": 8, "p": 1}],
     "limits": {"voter_idle_s", "voter_warning_s", "worker_idle_s"},
     "policies": {
       "without_stick": "continue" | "stop",   with no usable removable ballot box
       "ballot_capacity": 500}}                slots of a ballot box
"""

import re
from itertools import pairwise

from device.election.manifest import Manifest
from device.election.settings import (
    DeviceEntry,
    PinHash,
    PollingPlace,
    Role,
    Settings,
    TimeLimits,
    WithoutStick,
)
from device.election.texts import expect_label, expect_unique
from device.errors import FormatError
from device.formats.canonical import (
    expect_integer,
    expect_list,
    expect_properties,
    expect_text,
    read_canonical,
)
from device.formats.hexadecimal import bytes_from_hex

SETTINGS_NAME = "terminal_settings.json"
MAX_SETTINGS_BYTES = 2 << 20
MAX_DEVICES = 2_000
MAX_PLACES = 2_000
MAX_PINS = 20
MAX_DEVICE_INFORMATION_CHARACTERS = 300
VOTER_IDLE_S = (120, 300)  # VVSG 2.0 7.2-O
VOTER_WARNING_S = (20, 45)  # VVSG 2.0 7.2-O
WORKER_IDLE_S = (30, 1_800)
BALLOT_CAPACITY = (1, 10_000)
# Less makes guessing cheap; more would let a package stall the terminal for minutes at each PIN.
SCRYPT_N = (1 << 14, 1 << 17)

_DEVICE_ID = re.compile(r"[A-Za-z0-9_-]{1,32}\Z")


def read_settings(data: bytes, manifest: Manifest) -> Settings:
    """The settings, consistent in themselves and with ``manifest``. Raises FormatError."""
    root = read_canonical(data, SETTINGS_NAME, MAX_SETTINGS_BYTES)
    expect_properties(root, ("devices", "polling_places", "pins", "limits", "policies"), SETTINGS_NAME)
    devices = _devices(root["devices"])
    known = {entry.device_id for entry in devices}
    places = _places(root["polling_places"], known, len(manifest.ballot_styles))
    pins = tuple(_pin(value) for value in expect_list(root["pins"], f"{SETTINGS_NAME}: pins", 1, MAX_PINS))
    for role in Role:
        if all(pin.role is not role for pin in pins):
            raise FormatError(f"{SETTINGS_NAME} has no PIN for the role '{role.value}'.")
    policies = expect_properties(
        root["policies"], ("without_stick", "ballot_capacity"), f"{SETTINGS_NAME}: policies"
    )
    return Settings(
        devices=devices,
        polling_places=places,
        pins=pins,
        limits=_limits(root["limits"]),
        without_stick=_without_stick(policies["without_stick"]),
        ballot_capacity=expect_integer(
            policies["ballot_capacity"], f"{SETTINGS_NAME}: ballot_capacity", *BALLOT_CAPACITY
        ),
    )


def expect_device_id(value: object, where: str) -> str:
    """A device id: ``[A-Za-z0-9_-]{1,32}``. Raises FormatError."""
    if not isinstance(value, str) or not _DEVICE_ID.match(value):
        raise FormatError(f"{where} must be 1 to 32 letters, digits, '_' or '-'.")
    return value


def read_device_entry(value: object, where: str) -> DeviceEntry:
    """One device: id, information and public key. Raises FormatError."""
    members = expect_properties(value, ("device_id", "device_information", "signing_key"), where)
    return DeviceEntry(
        expect_device_id(members["device_id"], f"{where}: device_id"),
        expect_label(
            members["device_information"], f"{where}: device_information", MAX_DEVICE_INFORMATION_CHARACTERS
        ),
        bytes_from_hex(members["signing_key"], 32, f"{where}: signing_key"),
    )


def _devices(value: object) -> tuple[DeviceEntry, ...]:
    listed = expect_list(value, f"{SETTINGS_NAME}: devices", 1, MAX_DEVICES)
    devices = tuple(
        read_device_entry(entry, f"{SETTINGS_NAME}: device {i}") for i, entry in enumerate(listed, 1)
    )
    # Records go to folders of that name on media that may not tell upper from lower case.
    expect_unique((entry.device_id.lower() for entry in devices), f"{SETTINGS_NAME}: the device ids")
    expect_unique((entry.signing_key.hex() for entry in devices), f"{SETTINGS_NAME}: the signing keys")
    return devices


def _places(value: object, known: set[str], styles: int) -> tuple[PollingPlace, ...]:
    listed = expect_list(value, f"{SETTINGS_NAME}: polling places", 1, MAX_PLACES)
    places = tuple(
        _place(place, known, styles, f"{SETTINGS_NAME}: polling place {i}")
        for i, place in enumerate(listed, 1)
    )
    expect_unique((place.name for place in places), f"{SETTINGS_NAME}: the names of the polling places")
    standing = [device_id for place in places for device_id in place.device_ids]
    if len(set(standing)) != len(standing):
        raise FormatError(f"{SETTINGS_NAME} puts a device into two polling places.")
    return places


def _place(value: object, known: set[str], styles: int, where: str) -> PollingPlace:
    members = expect_properties(value, ("name", "devices", "ballot_styles"), where)
    name = expect_label(members["name"], f"{where}: the name")
    ids = [
        expect_device_id(each, f"{where}: a device id")
        for each in expect_list(members["devices"], f"{where}: devices", 0, MAX_DEVICES)
    ]
    if not known.issuperset(ids):
        raise FormatError(f"{where} names a device that is not among the devices.")
    listed = expect_list(members["ballot_styles"], f"{where}: ballot styles", 1, styles)
    in_use = tuple(expect_integer(ix, f"{where}: a ballot style", 1, styles) for ix in listed)
    if any(later <= earlier for earlier, later in pairwise(in_use)):
        raise FormatError(f"{where} does not list its ballot styles once each in ascending order.")
    return PollingPlace(name, tuple(ids), in_use)


def _pin(value: object) -> PinHash:
    where = f"{SETTINGS_NAME}: a PIN"
    members = expect_properties(value, ("role", "salt", "digest", "n", "r", "p"), where)
    role = expect_text(members["role"], f"{where}: the role")
    if role not in {each.value for each in Role}:
        raise FormatError(f"{where} has an unknown role.")
    cost = expect_integer(members["n"], f"{where}: n", *SCRYPT_N)
    if cost & (cost - 1):
        raise FormatError(f"{where}: n must be a power of two.")
    return PinHash(
        Role(role),
        bytes_from_hex(members["salt"], 16, f"{where}: salt"),
        bytes_from_hex(members["digest"], 32, f"{where}: digest"),
        cost,
        expect_integer(members["r"], f"{where}: r", 8, 16),
        expect_integer(members["p"], f"{where}: p", 1, 4),
    )


def _limits(value: object) -> TimeLimits:
    where = f"{SETTINGS_NAME}: limits"
    members = expect_properties(value, ("voter_idle_s", "voter_warning_s", "worker_idle_s"), where)
    return TimeLimits(
        expect_integer(members["voter_idle_s"], f"{where}: voter_idle_s", *VOTER_IDLE_S),
        expect_integer(members["voter_warning_s"], f"{where}: voter_warning_s", *VOTER_WARNING_S),
        expect_integer(members["worker_idle_s"], f"{where}: worker_idle_s", *WORKER_IDLE_S),
    )


def _without_stick(value: object) -> WithoutStick:
    text = expect_text(value, f"{SETTINGS_NAME}: without_stick")
    if text not in {each.value for each in WithoutStick}:
        raise FormatError(f"{SETTINGS_NAME}: without_stick must be 'continue' or 'stop'.")
    return WithoutStick(text)
