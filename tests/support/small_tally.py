"""An election day in the small group, its tally, and how to break it."""

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from support.example_election import counter_random
from support.plain_prover import PlainProver
from support.small_election import COUNTRY, MANIFEST, STYLE, election_of, small_ceremony
from support.small_group import SMALL

from device.electionguard.ballot import EncryptedBallot
from device.electionguard.chaining import no_chaining_field
from device.electionguard.contest_data import encode_write_ins
from device.electionguard.powers import PlainPowers
from device.formats.canonical import canonical_bytes
from device.records.ballot_state import BallotState
from device.records.tally_check import verify_tally
from device.records.tally_file import read_tally_file
from hal_sim.office.guardian_secret import KeyShare
from hal_sim.office.tally import tally_ballots
from hal_sim.office.tally_json import tally_bytes

CEREMONY = small_ceremony()
KEYS = CEREMONY.keys
ELECTION = election_of(CEREMONY)
POWERS = PlainPowers(SMALL, KEYS)
FIELD = no_chaining_field(bytes(32))
Ballots = list[tuple[EncryptedBallot, BallotState]]
Q, P = SMALL.q, SMALL.p


def write_ins(*texts: str) -> list[bytes]:
    return [b"", encode_write_ins(texts, 4), b""]


@cache
def ballots() -> tuple[tuple[EncryptedBallot, BallotState], ...]:
    prover = PlainProver(SMALL, KEYS)
    cast, challenged, spoiled = BallotState.CAST, BallotState.CHALLENGED, BallotState.SPOILED
    empty = write_ins()
    return (
        (prover.ballot(STYLE, [(1, 0, 0), (0, 3, 0), (1, 1)], FIELD, empty), cast),
        (prover.ballot(STYLE, [(1, 0, 0), (1, 0, 2), (0, 1)], FIELD, write_ins("Zoë", "I. Q.")), cast),
        (prover.ballot(COUNTRY, [(0, 1, 0), (0, 1)], FIELD), cast),
        (prover.ballot(STYLE, [(0, 0, 1), (1, 1, 1), (1, 0)], FIELD, write_ins("Ján")), challenged),
        (prover.ballot(COUNTRY, [(0, 0, 0), (1, 0)], FIELD), challenged),
        (prover.ballot(STYLE, [(0, 0, 1), (1, 1, 1), (1, 0)], FIELD, write_ins("No")), spoiled),
        # Its encrypted nonce is another one than it was encrypted with.
        (
            prover.ballot(
                STYLE, [(0, 1, 0), (0, 2, 1), (0, 0)], FIELD, write_ins("Ola"), sealed_nonce=bytes(32)
            ),
            challenged,
        ),
    )


def made(shares: tuple[KeyShare, ...] = CEREMONY.shares[:2]) -> bytes:
    tally = tally_ballots(SMALL, ELECTION, ballots(), shares, counter_random("tally"))
    return tally_bytes(tally, MANIFEST)


def numbers(data: bytes, some: Ballots | None = None) -> list[str]:
    tally = read_tally_file(data)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, tally, ballots() if some is None else some)
    return [finding.number for finding in findings]


def altered(data: bytes, change: Callable[[Any], None]) -> bytes:
    value = copy.deepcopy(json.loads(data))
    change(value)
    return canonical_bytes(value)


def entry_of(value: Any, position: int) -> tuple[Any, Any]:
    """A challenged ballot (by its place among ``ballots``) for people, and its proofs."""
    code = ballots()[position][0].confirmation_code.hex().upper()
    proofs = value["proofs"]["challenged"]
    return value["challenged"][code], next(each for each in proofs if each["confirmation_code"] == code)


def flipped(hexadecimal: str) -> str:
    return hexadecimal[:-1] + ("0" if hexadecimal[-1] != "0" else "1")


def renamed(counts: Any, old: str, new: str) -> None:
    items = [(new if label == old else label, number) for label, number in counts.items()]
    counts.clear()
    counts.update(items)


def flip(holder: Any, name: str) -> None:
    holder[name] = flipped(holder[name])
