"""PINs for poll workers and election officials: drawn, hashed, and written where only the office reads."""

import hashlib
from collections.abc import Callable
from itertools import pairwise

from device.election.settings import PinHash, Role

PIN_DIGITS = 6
SCRYPT_N = 1 << 14
SCRYPT_R = 8
SCRYPT_P = 1
_SALT_BYTES = 16
_DIGEST_BYTES = 32
_MAX_MEMORY_BYTES = 64 << 20


def draw_pin(random: Callable[[int], bytes]) -> str:
    """A uniform PIN of six digits among those that are not weak."""
    while True:
        drawn = int.from_bytes(random(4), "big")
        if drawn >= (1 << 32) // 10**PIN_DIGITS * 10**PIN_DIGITS:
            continue  # else low PINs would come a little more often
        pin = f"{drawn % 10**PIN_DIGITS:0{PIN_DIGITS}d}"
        if not is_weak(pin):
            return pin


def is_weak(pin: str) -> bool:
    """Whether people guess a PIN first: few different digits, a run, a repetition, a year first or last."""
    digits = [int(digit) for digit in pin]
    steps = {(later - earlier) % 10 for earlier, later in pairwise(digits)}
    half = len(pin) // 2
    return (
        len(set(pin)) < 4
        or len(steps) == 1
        or pin[:half] == pin[half:]
        or pin[:half] == pin[half:][::-1]
        or pin[:2] in {"19", "20"}
        or pin[-4:-2] in {"19", "20"}
    )


def hash_pin(role: Role, pin: str, random: Callable[[int], bytes]) -> PinHash:
    """scrypt of ``pin`` under a fresh salt; about 16 MiB and 50 ms."""
    salt = random(_SALT_BYTES)
    digest = hashlib.scrypt(
        pin.encode("ascii"),
        salt=salt,
        n=SCRYPT_N,
        r=SCRYPT_R,
        p=SCRYPT_P,
        maxmem=_MAX_MEMORY_BYTES,
        dklen=_DIGEST_BYTES,
    )
    return PinHash(role, salt, digest, SCRYPT_N, SCRYPT_R, SCRYPT_P)
