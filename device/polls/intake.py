"""Loading an election package from a stick, by an election official (VVSG 2.0 13.2-B).

The package is accepted whole or refused whole before anything that is loaded is touched. Durable
steps, each safe to be cut: an election that is replaced is logged as removed, then its package is
removed, the new one is kept, and logged as loaded. A start that finds a kept package whose loading
was not logged logs it.

Without an election nobody's PIN is known. The package is signed by the trusted election authority,
and the official's PIN is checked against the PINs that came with it.
"""

from device.election.election import Election
from device.election.package_archive import MAX_PACKAGE_BYTES
from device.election.package_store import accept_for
from device.election.settings import Role
from device.errors import InputError, MediumError, MediumMissing, StateError
from device.hal import Medium, MediumState
from device.polls.events import Finished
from device.polls.facts import Fact, Grade
from device.polls.rooms import Progress, Rooms
from device.polls.table_store import tables_for
from device.records.event_kinds import EventKind

PREFERRED_NAME = "sealmark-package.zip"
_READABLE = (MediumState.READY, MediumState.READ_ONLY, MediumState.FULL)


def load_package(rooms: Rooms, pin: str, progress: Progress) -> Finished:
    """Find, check, keep and prepare the election package on the sticks.

    ``pin``: the official's, used only when no election is loaded. Raises InputError for a package
    that is refused, AccessError for the PIN, StateError, MediumError.
    """
    if rooms.station.opening_begun:
        raise StateError(
            "The ballot boxes of the loaded election are made already; no other package can be loaded."
        )
    progress("load-package", None)
    medium, name = find_package(rooms.rig.removable)
    data = medium.read_file(name, MAX_PACKAGE_BYTES)
    progress("package", None)
    election = _accepted(rooms, data)
    if rooms.election is None:
        rooms.access.log_in(Role.OFFICIAL, pin, election.settings.pins)
    try:
        _keep(rooms, data)
        rooms.election = election
        prepare_encryption(rooms, progress)
    finally:
        rooms.access.log_off()  # the PINs are new ones now
    return Finished("The election package is loaded.", Grade.GOOD, _facts(rooms, election, medium))


def find_package(media: tuple[Medium, ...]) -> tuple[Medium, str]:
    """The one ZIP file at the root of a stick; the usual name goes first where there are several.

    Raises MediumMissing when there is none, and StateError when nobody can tell which is meant.
    """
    found = [(medium, name) for medium in media for name in _zip_files(medium)]
    usual = [each for each in found if each[1] == PREFERRED_NAME]
    candidates = usual or found
    if not candidates:
        raise MediumMissing("There is no election package on a stick: put the stick of the office in.")
    if len(candidates) > 1:
        raise StateError(
            f"There are several ZIP files on the sticks: leave only '{PREFERRED_NAME}' on one of them."
        )
    return candidates[0]


def prepare_encryption(rooms: Rooms, progress: Progress) -> None:
    """Read or build the exponent tables of the loaded election."""
    terminal = rooms.terminal
    keys = rooms.loaded_election().keys
    rooms.powers, built = tables_for(
        rooms.rig.internal, terminal.group, keys, terminal.table_budget_bytes, progress
    )
    if built:
        rooms.note(EventKind.TABLES_BUILT)


def remove_election(rooms: Rooms) -> None:
    """Take the loaded election away, before any box was made for it; first the log, then the files."""
    rooms.note(EventKind.ELECTION_REMOVED)
    rooms.election, rooms.powers = None, None
    rooms.packages.remove()


def _zip_files(medium: Medium) -> list[str]:
    if medium.state() not in _READABLE:
        return []
    try:
        names = medium.list_files("")
    except MediumError:
        return []
    return [name for name in names if "/" not in name and name.lower().endswith(".zip")]


def _accepted(rooms: Rooms, data: bytes) -> Election:
    try:
        return accept_for(data, rooms.identity)
    except InputError as exc:
        rooms.note_problem(EventKind.PACKAGE_REFUSED, exc)
        raise


def _keep(rooms: Rooms, data: bytes) -> None:
    if rooms.election is not None:
        remove_election(rooms)
    rooms.packages.accept(data, rooms.identity)
    rooms.note(EventKind.PACKAGE_LOADED)


def _facts(rooms: Rooms, election: Election, medium: Medium) -> tuple[Fact, ...]:
    text = election.content.texts[0]
    place = election.settings.place_of(rooms.identity.device_id)
    return (
        Fact("Election", f"{text.election_title}, {text.date_text}"),
        Fact("Election id", election.election_id),
        Fact("Polling place", place.name),
        Fact("Ballot styles", str(len(election.manifest.ballot_styles))),
        Fact("Read from", medium.label),
    )
