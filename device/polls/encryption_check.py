"""A test ballot through the real encryption: made, opened, verified and destroyed.

It never reaches a ballot box, a printer or a screen, and it is blank (VVSG 2.0 1.1.2-A, 1.1.2-H).
"""

from device.electionguard.ballot import BallotShape, PlainBallot, PlainContest
from device.electionguard.chaining import no_chaining_field
from device.electionguard.contest_data import encode_write_ins
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.hashing import device_information_hash
from device.electionguard.verify_ballot import verify_ballot
from device.errors import EncryptionError, StateError
from device.polls.rooms import Rooms
from device.records.event_kinds import EventKind


def check_encryption(rooms: Rooms) -> None:
    """Encrypt a blank ballot of the first style in use here, and verify it as anybody would.

    Raises EncryptionError, EntropyError, StateError without an election. Takes about as long as a
    voter waits, and a verification.
    """
    election, powers = rooms.loaded_election(), rooms.powers
    if powers is None:
        raise StateError("The encryption is not prepared: switch the terminal off and on.")
    group, keys = rooms.terminal.group, election.keys
    place = election.settings.place_of(rooms.identity.device_id)
    shape = election.manifest.shape(place.ballot_styles[0])
    h_di = device_information_hash(keys.extended_base_hash, rooms.identity.device_information)
    encryptor = BallotEncryptor(group, keys, powers, rooms.rig.entropy.random_bytes)
    made = encryptor.encrypt(shape, _blank(shape), no_chaining_field(h_di))
    if verify_ballot(group, keys, shape, made.ballot, powers):
        raise EncryptionError("The test ballot does not verify: do not vote on this terminal.")
    rooms.note(EventKind.TEST_BALLOT)


def _blank(shape: BallotShape) -> PlainBallot:
    return PlainBallot(
        tuple(
            PlainContest(
                (0,) * len(contest.field_limits),
                encode_write_ins((), contest.data_blocks) if contest.data_blocks else b"",
            )
            for contest in shape.contests
        )
    )
