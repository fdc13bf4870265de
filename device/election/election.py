"""An election as the terminal knows it after intake: everything checked, nothing half accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from device.election.content import BallotContent
from device.election.manifest import Manifest
from device.election.settings import Settings
from device.electionguard.ballot import ElectionKeys
from device.electionguard.guardians import Guardian

ELECTION_ID_DIGITS = 16


class Chaining(IntEnum):
    """Ballot chaining mode (EG 2.1.0 sec. 3.4.4), the first four bytes of a chaining field."""

    NONE = 0
    SIMPLE = 1


@dataclass(frozen=True, slots=True)
class Parameters:
    """The varying parameters: ``guardians`` n, ``quorum`` k, and the texts beside them."""

    guardians: int
    quorum: int
    info: str
    date: str
    chaining: Chaining


@dataclass(frozen=True, slots=True)
class Election:
    """One accepted election package.

    ``files``: the exact bytes of the package's files by name, as the election record repeats them.
    """

    parameters: Parameters
    manifest: Manifest
    keys: ElectionKeys
    parameter_base_hash: bytes
    election_base_hash: bytes
    guardians: tuple[Guardian, ...]
    content: BallotContent
    settings: Settings
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def election_id(self) -> str:
        """The first 16 hex digits of H_E, upper case: ``<election>`` in paths and on paper."""
        return self.keys.extended_base_hash.hex().upper()[:ELECTION_ID_DIGITS]
