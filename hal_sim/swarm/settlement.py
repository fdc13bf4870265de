"""The end of a day: counts, record and tally against the model, boxes against each other, and secrets."""

import base64
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

from device.electionguard.contest_data import decode_write_ins
from device.electionguard.nonces import contest_data_nonce, selection_nonce
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers
from device.electionguard.self_test import SeededBytes
from device.records.ballot_record import BallotRecord
from device.records.ballot_state import BallotState
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier
from device.records.verify_record import HINT_CHECK
from device.ui.screen import Facts
from hal_sim.media import INTERNAL
from hal_sim.office.decryption import Quorum
from hal_sim.office.election_office import Preparation
from hal_sim.office.key_shares import key_shares
from hal_sim.office.tally import BallotCount
from hal_sim.office.tally_json import tally_bytes
from hal_sim.swarm.election import DEVICE_ID, OPTIONS, WRITE_IN_CONTEST
from hal_sim.swarm.media import pieces_of
from hal_sim.swarm.model import AGREE, COUNTED, HINTS, RECONCILE, SECRET, VERIFIES, Meant, Model
from hal_sim.swarm.stage import Stage

EVERY_FORM = 8
"""On one day in so many every nonce is looked for in every form; on the others the ballots' own."""
EXPORTED = "Record, "
_COSTS_HINTS = re.compile(f"{INTERNAL}|NoSpace|StickFull")


def settle(stage: Stage) -> None:
    """Check everything that can be known once the polls are closed. Raises Violation."""
    model, durable = stage.model, stage.internal.read_anew()
    states = {code: ballot.state for code, ballot in durable.items()}
    model.expect(None not in states.values(), COUNTED, "the polls closed over an undecided ballot")
    model.expect(states == model.told, COUNTED, "the internal box says something else than was said")
    rows = stage.room.screen.content.rows if isinstance(stage.room.screen.content, Facts) else ()
    said = {row.label: row.value for row in rows}
    _reconcile(model, said, Counter(model.told.values()))
    _compare_boxes(stage, said)
    folders = [
        stage.room.media.disks[label].directory
        for label in stage.boxes
        if said.get(EXPORTED + label, "").startswith(("written", "was there"))
    ]
    model.expect(bool(folders), VERIFIES, "a record is said to be written, and no stick is named")
    for disk in stage.room.media.disks.values():
        disk.pull()  # carried away: what was only pretended is gone now
    contents = {_contents(folder) for folder in folders}
    model.expect(len(contents) == 1, VERIFIES, "two sticks hold different records")
    sound = not any(_COSTS_HINTS.search(name) for name in stage.struck)
    records = _verified(model, stage.office, folders[0], states, sound=sound)
    _tally(model, stage.office, records)
    _look_for_secrets(stage, records)


def _reconcile(model: Model, said: dict[str, str], counts: Counter[BallotState]) -> None:
    expected = {
        "Encrypted ballots": len(model.told),
        "Cast": counts[BallotState.CAST],
        "Challenged": counts[BallotState.CHALLENGED],
        "Spoiled": counts[BallotState.SPOILED],
    }
    for label, count in expected.items():
        model.expect(
            said.get(label) == str(count), RECONCILE, f"'{label}' is {said.get(label)}, not {count}"
        )


def _compare_boxes(stage: Stage, said: dict[str, str]) -> None:
    internal = stage.internal.ballots()
    for label, box in stage.boxes.items():
        if said.get(label, "").startswith(f"{len(internal)} ballots"):
            found = {code: (each.state, each.digest) for code, each in box.read_anew().items()}
            wanted = {code: (each.state, each.digest) for code, each in internal.items()}
            stage.model.expect(found == wanted, AGREE, f"'{label}' is said to be in step and is not")


def _record_folder(stick: Path) -> Path:
    (folder,) = (stick / "sealmark").glob(f"*/{DEVICE_ID}")
    return folder


def _contents(stick: Path) -> bytes:
    """The bytes of a whole record, hashed: copies of one record are verified once."""
    folder, digest = _record_folder(stick), sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.digest()


def _verified(
    model: Model,
    office: Preparation,
    stick: Path,
    states: dict[str, BallotState | None],
    *,
    sound: bool,
) -> list[BallotRecord]:
    records: list[BallotRecord] = []
    files = FolderFiles(_record_folder(stick))
    verification = Verifier(office.election, None, lambda _done, _all: None, records.append).verify([files])
    failed = [
        f"{check.number}: {check.problems[:2]}"
        for each in verification.records
        for check in each.checks
        if check.problem_count
    ]
    model.expect(verification.holds, VERIFIES, f"the verifier rejects the record: {'; '.join(failed)}")
    numbers = {check.number for each in verification.records for check in each.checks}
    model.expect(HINT_CHECK in numbers or not (sound and states), HINTS, "the record has no hints")
    found = {each.ballot.confirmation_code.hex().upper(): each.state for each in records}
    model.expect(found == states, COUNTED, "the record holds other ballots than were decided")
    return records


def _tally(model: Model, office: Preparation, records: list[BallotRecord]) -> None:
    election = office.election
    count = BallotCount(STANDARD, election)
    for each in records:
        count.add(each.ballot, each.state)
    secrets = office.ceremony.secrets
    shares = key_shares(STANDARD, election.parameter_base_hash, election.guardians, secrets)
    tally = count.decrypt(shares, SeededBytes(b"tally"))
    tally_bytes(tally, election.manifest)
    cast = [code for code, state in model.told.items() if state is BallotState.CAST]
    expected = _sum_of([model.votes[code] for code in cast])
    for contest in tally.contests:
        wanted = expected.get(contest.index, (0,) * len(contest.values))
        model.expect(contest.values == wanted, COUNTED, f"contest {contest.index} is counted wrongly")
    for opened in tally.challenged:
        meant = model.votes[opened.confirmation_code.hex().upper()]
        for part, (index, votes, names) in zip(opened.contests, meant, strict=True):
            held = part.values[: OPTIONS[index]]
            model.expect(held == votes, COUNTED, "a challenged ballot holds something else than was shown")
            if index == WRITE_IN_CONTEST:
                found = decode_write_ins(part.data)
                model.expect(set(found) == set(names), COUNTED, "a challenged ballot holds other names")


def _sum_of(ballots: list[Meant]) -> dict[int, tuple[int, ...]]:
    sums: dict[int, list[int]] = {}
    for ballot in ballots:
        for contest, votes, names in ballot:
            fields = [*votes, len(names)] if contest == WRITE_IN_CONTEST else [*votes]
            total = sums.setdefault(contest, [0] * len(fields))
            sums[contest] = [had + more for had, more in zip(total, fields, strict=True)]
    return {contest: tuple(total) for contest, total in sums.items()}


def _look_for_secrets(stage: Stage, records: list[BallotRecord]) -> None:
    full = stage.plan.day % EVERY_FORM == 0
    needles = _names(stage.model, full=full)
    for number in _numbers(stage.office, records, full=full):
        needles |= _forms(number) if full else {number, number.hex().upper().encode()}
    data = b"\n".join(_all_bytes(stage.folder))
    for needle in needles:
        stage.model.expect(
            needle not in data, SECRET, "a nonce or a name that was written in stands on a medium"
        )


def _names(model: Model, *, full: bool) -> set[bytes]:
    names = {name for meant in model.votes.values() for _, _, written in meant for name in written}
    needles: set[bytes] = set()
    for name in names:
        for text in (name, name.lower(), name.title()):
            utf8 = text.encode()
            needles |= {utf8, utf8.hex().encode(), utf8.hex().upper().encode()}
            if full:
                needles |= {text.encode("utf-16-le"), base64.b64encode(utf8)[:-4], utf8[::-1]}
    return {needle for needle in needles if len(needle) >= 6}


def _numbers(office: Preparation, records: list[BallotRecord], *, full: bool) -> list[bytes]:
    """The nonce of every ballot, and on some days all that follow from it."""
    election = office.election
    shares = key_shares(STANDARD, election.parameter_base_hash, election.guardians, office.ceremony.secrets)
    powers = PlainPowers(STANDARD, election.keys)
    quorum = Quorum(STANDARD, election.keys, powers, election.guardians, shares, SeededBytes(b"nonces"))
    numbers = []
    for each in records:
        nonce, ballot = quorum.decrypt_ballot_nonce(each.ballot), each.ballot
        numbers.append(nonce)
        for contest in ballot.contests if full else ():
            fields = range(1, len(contest.ciphertexts) + 1)
            derived = [
                selection_nonce(STANDARD, ballot.identifier_hash, contest.index, place, nonce)
                for place in fields
            ]
            derived.append(contest_data_nonce(STANDARD, ballot.identifier_hash, contest.index, nonce))
            numbers += [int(number).to_bytes(32, "big") for number in derived]
    return numbers


def _forms(value: bytes) -> set[bytes]:
    digits = value.hex()
    return {
        value,
        value[::-1],
        digits.encode(),
        digits.upper().encode(),
        base64.b64encode(value).rstrip(b"="),
        str(int.from_bytes(value, "big")).encode(),
    }


def _all_bytes(folder: Path) -> list[bytes]:
    """Everything that stands on any medium of the day, with the names of files; holes are left out."""
    found: list[bytes] = []
    for path in sorted(folder.rglob("*")):
        found.append(path.name.encode())
        if path.is_file():
            with path.open("rb") as file:
                size = path.stat().st_size
                found += [data.strip(b"\0") for _, data in pieces_of(file.fileno(), size)]
    return found
