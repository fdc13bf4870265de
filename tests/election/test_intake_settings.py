"""Terminal settings must be consistent in themselves and with the manifest."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.package_surgery import accept, compact, edited, example, signed_files

from device.election.intake_settings import read_settings
from device.election.settings import Role, Settings, WithoutStick
from device.errors import FormatError

SETTINGS = signed_files()["terminal_settings.json"]
MANIFEST = example().election.manifest

Edit = Callable[[Any], None]


def settings_after(edit: Edit) -> Settings:
    root = json.loads(SETTINGS)
    edit(root)
    return read_settings(compact(root), MANIFEST)


def put(*path: str | int, value: object) -> Edit:
    def edit(root: Any) -> None:
        for step in path[:-1]:
            root = root[step]
        root[path[-1]] = value

    return edit


def another_device(device_id: str, key: str = "AB" * 32) -> Edit:
    entry = {"device_id": device_id, "device_information": "another", "signing_key": key}
    return lambda root: root["devices"].append(entry)


def test_settings_are_read_as_the_office_wrote_them() -> None:
    settings = settings_after(lambda root: None)
    assert [entry.device_id for entry in settings.devices] == ["T-0001"]
    assert (settings.limits.voter_idle_s, settings.limits.voter_warning_s) == (180, 30)
    assert settings.without_stick is WithoutStick.CONTINUE
    assert {pin.role: (pin.n, pin.r, pin.p) for pin in settings.pins} == dict.fromkeys(Role, (16384, 8, 1))
    with pytest.raises(KeyError):
        settings.device("T-0002")


def test_two_devices_may_stand_in_different_places() -> None:
    def edit(root: Any) -> None:
        another_device("T-0002")(root)
        root["polling_places"][1]["devices"] = ["T-0002"]

    settings = settings_after(edit)
    assert settings.place_of("T-0002").name == "Sierra Norte School"
    assert settings.place_of("T-0001").name == "Puerto Ánimas Community Center"


PLACE = "polling_places"


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (put("devices", value=[]), "devices must have 1 to"),
        (put("devices", 0, "device_id", value=""), "device 1: device_id must be 1 to 32"),
        (put("devices", 0, "device_id", value="T 1"), "device 1: device_id must be 1 to 32"),
        (put("devices", 0, "device_id", value="T/1"), "device 1: device_id must be 1 to 32"),
        (put("devices", 0, "device_id", value="T-1\n"), "device 1: device_id must be 1 to 32"),
        (put("devices", 0, "device_id", value="T" * 33), "device 1: device_id must be 1 to 32"),
        (put("devices", 0, "device_information", value=""), "device_information must have"),
        (put("devices", 0, "signing_key", value="AB" * 31), "signing_key must be 64"),
        (put("devices", 0, "signing_key", value="ab" * 32), "signing_key must be 64"),
        (another_device("t-0001"), "device ids are not all different"),
        (another_device("T-0002", example().device.signing_key.hex().upper()), "signing keys are not all"),
        (put(PLACE, value=[]), "polling places must have 1 to"),
        (put(PLACE, 0, "name", value=""), "polling place 1: the name must have"),
        (put(PLACE, 1, "name", value="Puerto Ánimas Community Center"), "names of the polling places"),
        (put(PLACE, 0, "devices", value=["T-0009"]), "polling place 1 names a device that is not"),
        (put(PLACE, 1, "devices", value=["T-0001"]), "into two polling places"),
        (put(PLACE, 0, "devices", value=["T-0001", "T-0001"]), "into two polling places"),
        (put(PLACE, 0, "ballot_styles", value=[]), "polling place 1: ballot styles must have 1"),
        (put(PLACE, 0, "ballot_styles", value=[4]), "must lie between 1 and 3"),
        (put(PLACE, 0, "ballot_styles", value=[0]), "must lie between 1 and 3"),
        (put(PLACE, 0, "ballot_styles", value=[2, 1]), "ascending order"),
        (put(PLACE, 0, "ballot_styles", value=[1, 1]), "ascending order"),
        (put("pins", value=[]), "pins must have 1 to"),
        (lambda root: root["pins"].pop(), "no PIN for the role 'election_official'"),
        (lambda root: root["pins"].pop(0), "no PIN for the role 'poll_worker'"),
        (put("pins", 0, "role", value="voter"), "unknown role"),
        (put("pins", 0, "salt", value="AB" * 15), "salt must be 32"),
        (put("pins", 0, "digest", value="AB" * 16), "digest must be 64"),
        (put("pins", 0, "n", value=1 << 13), "n must lie between"),
        (put("pins", 0, "n", value=1 << 18), "n must lie between"),
        (put("pins", 0, "n", value=20_000), "n must be a power of two"),
        (put("pins", 0, "r", value=1), "r must lie between"),
        (put("pins", 0, "p", value=5), "p must lie between"),
        (put("limits", "voter_idle_s", value=119), "voter_idle_s must lie between 120 and 300"),
        (put("limits", "voter_idle_s", value=301), "voter_idle_s must lie between 120 and 300"),
        (put("limits", "voter_warning_s", value=19), "voter_warning_s must lie between 20 and 45"),
        (put("limits", "voter_warning_s", value=46), "voter_warning_s must lie between 20 and 45"),
        (put("limits", "worker_idle_s", value=0), "worker_idle_s must lie between"),
        (put("limits", "worker_idle_s", value=True), "worker_idle_s must be an integer"),
        (put("policies", "without_stick", value="maybe"), "without_stick must be"),
        (put("policies", "ballot_capacity", value=0), "ballot_capacity must lie between"),
        (put("policies", "ballot_capacity", value=10_001), "ballot_capacity must lie between"),
        (put("policies", "debug", value=1), "unknown property"),
    ],
)
def test_inconsistent_settings_are_refused(edit: Edit, cause: str) -> None:
    with pytest.raises(FormatError, match=cause) as refusal:
        settings_after(edit)
    assert "terminal_settings.json" in str(refusal.value)


@pytest.mark.parametrize(
    "path", [("devices", 0), ("polling_places", 0), ("pins", 0), ("limits",), ("policies",), ()]
)
def test_every_property_is_needed(path: tuple[str | int, ...]) -> None:
    owner: Any = json.loads(SETTINGS)
    for step in path:
        owner = owner[step]
    for name in owner:

        def edit(root: Any, name: str = name) -> None:
            for step in path:
                root = root[step]
            del root[name]

        with pytest.raises(FormatError, match=f"lacks the property '{name}'"):
            settings_after(edit)


def test_pin_hashes_and_salts_stay_out_of_messages() -> None:
    pins = json.loads(SETTINGS)["pins"]
    with pytest.raises(FormatError) as refusal:
        settings_after(put("pins", 0, "digest", value=pins[0]["digest"][:-1]))
    assert pins[0]["digest"][:12] not in str(refusal.value)


def test_a_package_with_inconsistent_settings_is_refused_whole() -> None:
    edit = put("limits", "voter_idle_s", value=30)
    with pytest.raises(
        FormatError, match=r"package is refused: terminal_settings.json: limits: voter_idle_s"
    ):
        accept(edited("terminal_settings.json", edit))
