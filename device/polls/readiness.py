"""The readiness report: everything a poll worker and an election office want to know before opening.

VVSG 2.0 1.1.2-A, B, I, J, K, L. Each fact says whether it is in order, and what to do if it is not.
"""

from device.election.election import Chaining
from device.electionguard.chaining import initial_code
from device.electionguard.hashing import device_information_hash
from device.errors import EncryptionError, EntropyError
from device.formats.hexadecimal import hex_of_bytes
from device.formats.minisign import public_key_string
from device.hal import PowerAlarm, Supply
from device.polls.encryption_check import check_encryption
from device.polls.events import Finished
from device.polls.facts import Fact, Grade, Group, flat, worst
from device.polls.printing import ask_printer, printer_facts, test_printer
from device.polls.rooms import Progress, Rooms
from device.polls.sheets import print_sheet, printed_fact
from device.polls.storage_facts import storage_facts
from device.polls.voting_day import EVENTS_FOR_CLOSING
from device.records.event_kinds import Detail, EventKind

HEALTH_BYTES = 64
SHORT_DIGITS = 16
EVENTS_OF_A_VOTE = 6
"""Logging in, starting a ballot, logging off, recording, deciding; and one for trouble now and then."""
_SENTENCES = {
    Grade.GOOD: "The terminal is ready.",
    Grade.WARNING: "The terminal is ready, with warnings.",
    Grade.ERROR: "The terminal is not ready.",
}


def report_readiness(rooms: Rooms, progress: Progress) -> Finished:
    """Test the terminal, print the report and return it for the screen. Raises StateError, MediumError."""
    progress("self-test", None)
    if ask_printer(rooms).ready and not rooms.printer_unclear:
        test_printer(rooms)
    groups = readiness_groups(rooms)
    _log(rooms, flat(groups))
    progress("printing", None)
    facts = (*flat(groups), printed_fact(print_sheet(rooms, "Readiness report", groups)))
    return Finished(_SENTENCES[worst(facts)], worst(facts), facts)


def readiness_groups(rooms: Rooms) -> tuple[Group, ...]:
    """Every fact, newly tested."""
    tests = (
        _encryption(rooms),
        _entropy(rooms),
        _memory(rooms),
        _event_log(rooms),
        Fact(
            "Clock",
            f"{rooms.rig.clock.now():%Y-%m-%d %H:%M:%S %z}",
            Grade.PLAIN,
            "Compare it with a watch.",
        ),
        _power(rooms),
    )
    return (
        *origin_groups(rooms),
        Group("Tests", tests),
        Group("Printer", printer_facts(rooms)),
        Group("Storage", storage_facts(rooms)),
    )


def origin_groups(rooms: Rooms) -> tuple[Group, ...]:
    """Which terminal and which election, as every report of opening and closing says it."""
    return (
        Group("Terminal", software_facts(rooms)),
        Group("Election", (*election_facts(rooms), *chaining_facts(rooms))),
    )


def software_facts(rooms: Rooms) -> tuple[Fact, ...]:
    """Which terminal this is, and what runs on it."""
    identity = rooms.identity
    return (
        Fact("Software", f"Sealmark {rooms.terminal.software_version}"),
        Fact("Terminal", identity.device_id),
        Fact("Terminal's key", hex_of_bytes(identity.public_key), digits=True),
        Fact("Terminal's key for minisign", public_key_string(identity.public_key)),
    )


def election_facts(rooms: Rooms) -> tuple[Fact, ...]:
    """Which election is loaded, for which place, and its hashes."""
    election = rooms.loaded_election()
    text = election.content.texts[0]
    place = election.settings.place_of(rooms.identity.device_id)
    names = ", ".join(text.style_names[index] for index in place.ballot_styles)
    loaded = len(election.manifest.ballot_styles)
    return (
        Fact("Election", f"{text.election_title}, {text.jurisdiction}, {text.date_text}"),
        Fact("Election id", election.election_id),
        Fact("Polling place", place.name),
        Fact("Ballot styles", f"all {loaded} loaded; in use here: {names}", Grade.GOOD),
        Fact("Languages", ", ".join(each.language_name for each in election.content.texts)),
        Fact("Parameter hash H_P", short_hash(election.parameter_base_hash)),
        Fact("Manifest hash H_B", short_hash(election.election_base_hash)),
        Fact("Election hash H_E", short_hash(election.keys.extended_base_hash)),
    )


def chaining_facts(rooms: Rooms) -> tuple[Fact, ...]:
    """The chaining mode, what it means for secrecy, and the first link of a chain."""
    election, identity = rooms.loaded_election(), rooms.identity
    if election.parameters.chaining is Chaining.NONE:
        return (Fact("Chaining", "none: nothing stored tells the order of ballots"),)
    h_e = election.keys.extended_base_hash
    first = initial_code(h_e, device_information_hash(h_e, identity.device_information))
    warning = Fact(
        "Chaining",
        "simple: the order of encrypted ballots is public",
        Grade.WARNING,
        "Keep no list of the order in which voters come: with the times in the log it would tell"
        " whose encrypted ballot is whose.",
    )
    return (warning, Fact("First link of the chain, H_0", hex_of_bytes(first), digits=True))


def short_hash(value: bytes) -> str:
    """The first 16 digits in groups of four, for people to compare."""
    digits = value.hex().upper()[:SHORT_DIGITS]
    return " ".join(digits[start : start + 4] for start in range(0, SHORT_DIGITS, 4))


def _encryption(rooms: Rooms) -> Fact:
    try:
        check_encryption(rooms)
    except (EncryptionError, EntropyError) as exc:
        return Fact("Encryption test", "failed", Grade.ERROR, str(exc))
    return Fact("Encryption test", "a test ballot was encrypted and verified, then destroyed", Grade.GOOD)


def _entropy(rooms: Rooms) -> Fact:
    try:
        rooms.rig.entropy.random_bytes(HEALTH_BYTES)
    except EntropyError as exc:
        return Fact("Randomness", "unhealthy", Grade.ERROR, str(exc))
    return Fact("Randomness", "healthy", Grade.GOOD)


def _memory(rooms: Rooms) -> Fact:
    match rooms.terminal.memory_guarded:
        case True:
            return Fact("Memory", "what is in it never reaches a disk", Grade.GOOD)
        case False:
            return Fact(
                "Memory",
                "the system may write it to a disk",
                Grade.WARNING,
                "Tell the election office: swap space is to be off, or memory to be locked.",
            )
        case None:
            return Fact("Memory", "the terminal cannot tell whether it reaches a disk", Grade.PLAIN)


def _event_log(rooms: Rooms) -> Fact:
    voters = max(0, rooms.log.room() - EVENTS_FOR_CLOSING) // EVENTS_OF_A_VOTE
    room = f"room for {rooms.log.room()} events, about {voters} voters"
    if voters >= rooms.loaded_election().settings.ballot_capacity:
        return Fact("Event log", room, Grade.GOOD)
    advice = "The log is full before the ballot boxes are: have another terminal ready for more voters."
    return Fact("Event log", room, Grade.WARNING, advice)


def _power(rooms: Rooms) -> Fact:
    alarm = rooms.rig.power.alarm()
    if alarm is PowerAlarm.ENDING:
        return Fact("Power", "about to end", Grade.ERROR, "Check the power cable and the supply.")
    if alarm is PowerAlarm.WEAK:
        advice = "Use the power supply and the cable that belong to the terminal."
        return Fact("Power", "the voltage is too low", Grade.WARNING, advice)
    supply = rooms.rig.power.supply()
    if supply is Supply.BATTERY:
        return Fact("Power", "battery", Grade.WARNING, "Check the power cable.")
    if supply is Supply.UNKNOWN:
        return Fact("Power", "the terminal cannot tell", Grade.PLAIN)
    return Fact("Power", "mains", Grade.GOOD)


def _log(rooms: Rooms, facts: tuple[Fact, ...]) -> None:
    bad = [fact for fact in facts if fact.grade is Grade.ERROR]
    if not bad:
        rooms.note(EventKind.READINESS_TESTED)
        return
    problem = f"{bad[0].label}: {bad[0].value}"[:200]
    rooms.note_failure(EventKind.READINESS_TESTED, {Detail.PROBLEM: problem})
