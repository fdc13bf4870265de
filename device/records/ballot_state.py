"""What became of an encrypted ballot, and how a stored one is handed around."""

from dataclasses import dataclass, field
from enum import Enum


class BallotState(Enum):
    """A decided ballot's state; the value is the word of the election record.

    A ballot without a state is undecided: encrypted, its code perhaps shown, neither cast nor
    challenged yet. No default resolves it: a poll worker does, as spoiled.
    """

    CAST = "Cast"
    CHALLENGED = "Challenged"
    SPOILED = "Spoiled"


@dataclass(frozen=True, slots=True)
class StoredBallot:
    """A ballot as a ballot box keeps it.

    ``code``: 32-byte confirmation code. ``body``: canonical JSON of the ballot's record without the
    properties ``ballot_state`` and ``signature``; ``body_signature``: the device's Ed25519 signature
    over it (VVSG 2.0 13.2-A). ``state`` and ``signature`` (over the decided record without its
    ``signature``) are None while the ballot is undecided.
    """

    code: bytes = field(repr=False)
    body: bytes = field(repr=False)
    body_signature: bytes = field(repr=False)
    state: BallotState | None
    signature: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class BallotCounts:
    """How many ballots there are: ``encrypted`` = cast + challenged + spoiled + undecided."""

    encrypted: int
    cast: int
    challenged: int
    spoiled: int
    undecided: int
