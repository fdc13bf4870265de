"""A small election in the small group: three contests, two ballot styles, a write-in contest."""

from collections.abc import Mapping
from functools import cache

from support.example_election import counter_random
from support.small_group import SMALL

from device.election.content import BallotContent
from device.election.election import Chaining, Election, Parameters
from device.election.manifest import BallotStyle, Contest, Manifest, Option
from device.election.settings import Settings, TimeLimits, WithoutStick
from device.electionguard.hashing import election_base_hash, parameter_base_hash
from device.electionguard.parameters import Group
from hal_sim.office.ceremony import Ceremony, hold_ceremony

MANIFEST = Manifest(
    label="small election",
    contests=(
        Contest(1, "Mayor", (Option("Ana", 1), Option("Ben", 1), Option("Cy", 1)), 1, 0, 0),
        Contest(2, "Council", (Option("Dee", 1), Option("Eve", 3)), 3, 2, 4),
        Contest(3, "Measure", (Option("Yes", 1), Option("No", 1)), 1, 0, 0),
        Contest(4, "Board", (Option("Yes", 1), Option("Ñu", 1)), 2, 0, 0),
    ),
    ballot_styles=(BallotStyle(1, "town", (1, 2, 4)), BallotStyle(2, "country", (1, 3))),
    raw=b'{"label":"small election"}',
)
STYLE = MANIFEST.shape(1)
COUNTRY = MANIFEST.shape(2)


@cache
def small_ceremony(guardians: int = 3, quorum: int = 2) -> Ceremony:
    h_p, h_b = base_hashes(SMALL, guardians, quorum)
    names = [f"Guardian {index}" for index in range(1, guardians + 1)]
    return hold_ceremony(SMALL, h_p, h_b, names, quorum, counter_random(f"ceremony {guardians}/{quorum}"))


def base_hashes(group: Group, guardians: int, quorum: int) -> tuple[bytes, bytes]:
    h_p = parameter_base_hash(group, guardians, quorum)
    return h_p, election_base_hash(h_p, MANIFEST.raw)


def election_of(
    ceremony: Ceremony, group: Group = SMALL, files: Mapping[str, bytes] | None = None
) -> Election:
    quorum = len(ceremony.guardians[0].vote_commitments)
    h_p, h_b = base_hashes(group, len(ceremony.guardians), quorum)
    return Election(
        parameters=Parameters(len(ceremony.guardians), quorum, "", "", Chaining.NONE),
        manifest=MANIFEST,
        keys=ceremony.keys,
        parameter_base_hash=h_p,
        election_base_hash=h_b,
        guardians=ceremony.guardians,
        content=BallotContent(()),
        settings=Settings((), (), (), TimeLimits(180, 30, 300), WithoutStick.CONTINUE, 100),
        files=files or {},
    )
