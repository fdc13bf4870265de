"""What the election office decides about terminals: devices, places, roles, limits, policies."""

from dataclasses import dataclass, field
from enum import Enum


class Role(Enum):
    """Who may do what at the terminal (VVSG 2.0 11.2.2-B); voters need no PIN."""

    POLL_WORKER = "poll_worker"
    OFFICIAL = "election_official"


@dataclass(frozen=True, slots=True)
class PinHash:
    """scrypt of a PIN: ``salt`` 16 bytes, ``digest`` 32 bytes, cost ``n``, ``r``, ``p``."""

    role: Role
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    n: int
    r: int
    p: int


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """A terminal that the office knows: S_device and the Ed25519 key it made at provisioning."""

    device_id: str
    device_information: str
    signing_key: bytes


@dataclass(frozen=True, slots=True)
class PollingPlace:
    """A polling place, the devices that stand in it and the ballot styles in use there."""

    name: str
    device_ids: tuple[str, ...]
    ballot_styles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """VVSG 2.0 7.2-O: idle time 120 to 300 s, then a warning of 20 to 45 s."""

    voter_idle_s: int
    voter_warning_s: int
    worker_idle_s: int


class WithoutStick(Enum):
    """What to do between voters while no removable ballot box is usable."""

    CONTINUE = "continue"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Settings:
    """``terminal_settings.json``, checked. ``ballot_capacity``: slots of a ballot box."""

    devices: tuple[DeviceEntry, ...]
    polling_places: tuple[PollingPlace, ...]
    pins: tuple[PinHash, ...]
    limits: TimeLimits
    without_stick: WithoutStick
    ballot_capacity: int

    def device(self, device_id: str) -> DeviceEntry:
        """The entry of a device; raises KeyError for one the office does not know."""
        for entry in self.devices:
            if entry.device_id == device_id:
                return entry
        raise KeyError(device_id)

    def place_of(self, device_id: str) -> PollingPlace:
        """The polling place of a device; raises KeyError if it stands in none."""
        for place in self.polling_places:
            if device_id in place.device_ids:
                return place
        raise KeyError(device_id)
