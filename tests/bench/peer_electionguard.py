"""The ballot of the benchmark, encrypted by electionguard-python 1.4: for its own interpreter.

Nothing of Sealmark is imported here, and nothing of Sealmark needs electionguard-python: it belongs into a
virtual environment of its own, which ``bench_peer`` is told of (see there).

On Python 3.11 and later electionguard-python 1.4.0 cannot be imported as it is: the dataclass in
``electionguard.tally`` has a default that Python now takes for mutable. Here such a default is given as a
factory, which is all that has to be patched.
"""

import dataclasses
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

CONTESTS = 25
OPTIONS_PER_CONTEST = 4

_field = dataclasses.field


def _patched_field(*, default: Any = dataclasses.MISSING, **given: Any) -> Any:
    if default is not dataclasses.MISSING and type(default).__hash__ is None:
        return _field(default_factory=lambda: default, **given)
    return _field(default=default, **given)


dataclasses.field = _patched_field  # type: ignore[assignment]

from electionguard.ballot import PlaintextBallot, PlaintextBallotContest, PlaintextBallotSelection  # noqa: E402
from electionguard.election import make_ciphertext_election_context  # noqa: E402
from electionguard.elgamal import elgamal_keypair_random  # noqa: E402
from electionguard.encrypt import encrypt_ballot  # noqa: E402
from electionguard.group import ElementModQ, rand_q  # noqa: E402
from electionguard.manifest import (  # noqa: E402
    BallotStyle,
    Candidate,
    ContestDescription,
    ElectionType,
    GeopoliticalUnit,
    InternalManifest,
    Manifest,
    ReportingUnitType,
    SelectionDescription,
    SpecVersion,
    VoteVariationType,
)


def main() -> int:
    """Encrypt the ballot once for every line of input; answer with its milliseconds of processor time."""
    logging.disable(logging.CRITICAL)  # it logs every number of a ballot
    manifest = _manifest()
    internal = InternalManifest(manifest)
    public_key = elgamal_keypair_random().public_key
    context = make_ciphertext_election_context(1, 1, public_key, rand_q(), manifest.crypto_hash())
    for number, _line in enumerate(sys.stdin):
        ballot, seed = _ballot(number), rand_q()
        start = time.process_time()
        made = encrypt_ballot(ballot, internal, context, seed, should_verify_proofs=False)
        taken_ms = 1000 * (time.process_time() - start)
        _expect_whole(made)
        sys.stdout.write(f"{taken_ms}\n")
        sys.stdout.flush()
    return 0


def _expect_whole(made: Any) -> None:
    """One placeholder a contest comes on top: electionguard-python 1.4 proves a sum with it."""
    if made is None or len(made.contests) != CONTESTS:
        raise SystemExit("electionguard-python did not encrypt the ballot")
    if any(len(contest.ballot_selections) != OPTIONS_PER_CONTEST + 1 for contest in made.contests):
        raise SystemExit("electionguard-python encrypted another ballot")
    if not isinstance(made.code, ElementModQ):
        raise SystemExit("electionguard-python gave the ballot no code")


def _manifest() -> Manifest:
    names = [_option(c, o) for c in range(CONTESTS) for o in range(OPTIONS_PER_CONTEST)]
    contests = [
        ContestDescription(
            object_id=f"contest-{c}",
            sequence_order=c,
            electoral_district_id="county",
            vote_variation=VoteVariationType.one_of_m,
            number_elected=1,
            votes_allowed=1,
            name=f"Contest {c}",
            ballot_selections=[
                SelectionDescription(f"selection-{_option(c, o)}", o, _option(c, o))
                for o in range(OPTIONS_PER_CONTEST)
            ],
        )
        for c in range(CONTESTS)
    ]
    day = datetime(2026, 11, 3, tzinfo=UTC)
    return Manifest(
        election_scope_id="bench",
        spec_version=SpecVersion.EG1_0,
        type=ElectionType.general,
        start_date=day,
        end_date=day,
        geopolitical_units=[GeopoliticalUnit("county", "County", ReportingUnitType.county)],
        parties=[],
        candidates=[Candidate(name) for name in names],
        contests=contests,
        ballot_styles=[BallotStyle("style", geopolitical_unit_ids=["county"])],
    )


def _ballot(number: int) -> PlaintextBallot:
    contests = [
        PlaintextBallotContest(
            f"contest-{c}",
            [
                PlaintextBallotSelection(f"selection-{_option(c, o)}", vote=int(o == 1))
                for o in range(OPTIONS_PER_CONTEST)
            ],
        )
        for c in range(CONTESTS)
    ]
    return PlaintextBallot(f"ballot-{number}", "style", contests)


def _option(contest: int, option: int) -> str:
    return f"{contest}-{option}"


if __name__ == "__main__":
    sys.exit(main())
