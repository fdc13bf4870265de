"""What must not be found after a day, and where to look for it."""

import base64
import gc
import os
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from functools import cache
from operator import xor
from pathlib import Path

from gmpy2 import powmod

from device.electionguard.ballot import EncryptedBallot, PlainBallot
from device.electionguard.nonces import ballot_nonce_key, contest_data_nonce, selection_nonce
from device.electionguard.opening import open_ballot
from device.electionguard.parameters import STANDARD
from hal_sim.office.election_office import Preparation

WINDOW_DIGITS = 12
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789ABCDEF"))


def ballot_nonce(office: Preparation, ballot: EncryptedBallot) -> bytes:
    """The ballot nonce, decrypted with the key that only the office has (EG 2.1.0 eq. 34 to 37)."""
    (secret,) = office.ceremony.secrets
    beta = powmod(ballot.nonce.c0, secret.data_coefficients[0], STANDARD.p)
    key = ballot_nonce_key(STANDARD, ballot.identifier_hash, ballot.nonce.c0, beta)
    return bytes(map(xor, ballot.nonce.c1, key))


def opened_ballot(office: Preparation, ballot: EncryptedBallot) -> PlainBallot:
    """What the ballot holds: it shows that the nonce is the right one."""
    shape = office.election.manifest.shape(ballot.style_index)
    nonce = ballot_nonce(office, ballot)
    return open_ballot(STANDARD, office.election.keys, shape, ballot, nonce)


def secret_numbers(office: Preparation, ballot: EncryptedBallot) -> list[bytes]:
    """The ballot nonce and every encryption nonce that follows from it, 32 bytes each."""
    nonce, h_i = ballot_nonce(office, ballot), ballot.identifier_hash
    derived = [
        selection_nonce(STANDARD, h_i, contest.index, field, nonce)
        for contest in ballot.contests
        for field in range(1, len(contest.ciphertexts) + 1)
    ]
    derived += [contest_data_nonce(STANDARD, h_i, contest.index, nonce) for contest in ballot.contests]
    return [nonce, *(int(each).to_bytes(32, "big") for each in derived)]


def forms_of_number(value: bytes) -> set[bytes]:
    """How 32 bytes could stand in a file."""
    digits = value.hex()
    return {
        value,
        value[::-1],
        digits.encode(),
        digits.upper().encode(),
        base64.b64encode(value).rstrip(b"="),
        str(int.from_bytes(value, "big")).encode(),
    }


def forms_of_text(text: str) -> set[bytes]:
    """How a name could stand in a file, in any case."""
    cases = {text, text.upper(), text.lower(), text.title(), text.swapcase()}
    forms = set()
    for each in cases:
        utf8 = each.encode()
        forms |= {
            utf8,
            each.encode("utf-16-le"),
            each.encode("utf-16-be"),
            each.encode("latin-1", "ignore"),
        }
        forms |= {utf8.hex().encode(), utf8.hex().upper().encode(), base64.b64encode(utf8)[:-4]}
        forms |= {each.encode("ascii", "backslashreplace"), utf8[::-1]}
    return forms


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below ``folder`` with its name and its bytes; holes are left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        yield path, path.name.encode() + b"\n" + data_of(path)


def data_of(path: Path) -> bytes:
    """The bytes of a file without its holes."""
    parts, at = [], 0
    with path.open("rb") as file:
        end = path.stat().st_size
        while at < end:
            try:
                start = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:
                break
            at = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            parts.append(os.pread(file.fileno(), at - start, start))
    return b"".join(parts)


def windows(codes: Iterable[str]) -> frozenset[str]:
    """Every run of twelve digits of these codes."""
    return frozenset(
        code[start : start + WINDOW_DIGITS]
        for code in codes
        for start in range(len(code) - WINDOW_DIGITS + 1)
    )


def code_found(data: bytes | str, of: frozenset[str]) -> bool:
    """Whether twelve digits of a code stand in ``data``, whatever stands between the digits."""
    octets = data.encode() if isinstance(data, str) else data
    digits = octets.upper().translate(None, delete=_NO_DIGITS).decode()
    # Wherever a window begins, the first whole half of it that a look in steps meets lies inside it.
    half = WINDOW_DIGITS // 2
    halves = {window[start : start + half] for window in of for start in range(half)}
    return any(
        not of.isdisjoint(windows([digits[max(0, at - half) : at + 2 * half]]))
        for at in range(0, len(digits), half)
        if digits[at : at + half] in halves
    )


def living_reprs() -> set[str]:
    """The reprs of every record of the product that is alive, as a crash report would show them."""
    return {repr(each) for each in gc.get_objects() if _is_ours(type(each))}


@cache
def _is_ours(kind: type) -> bool:
    return is_dataclass(kind) and kind.__module__.startswith(("device.", "drivers."))
