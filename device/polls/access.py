"""PINs: who is at the terminal, and how long a wrong one makes the next wait (VVSG 2.0 11.3.2, 11.5).

Failures are counted from the event log, where each one is durable before anybody learns that the
PIN was wrong: switching the terminal off and on gives no free tries. The waits run on the steady
clock and begin anew at a start, so that a clock that was set back locks nobody out for ever.
Voters have no PIN and are never locked out.
"""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import scrypt

from device.election.settings import PinHash, Role
from device.errors import AccessError
from device.hal import Clock
from device.records.event_format import Disposition
from device.records.event_kinds import Detail, EventKind
from device.records.event_log import EventLog

FREE_TRIES = 5
FIRST_WAIT_S = 15
LONGEST_WAIT_S = 900
_SCRYPT_BLOCK_BYTES = 128


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failures in a row: 0 below 5, then 15, 30, 60 ... at most 900."""
    if failures < FREE_TRIES:
        return 0
    doublings = min(failures - FREE_TRIES, LONGEST_WAIT_S.bit_length())
    return min(FIRST_WAIT_S << doublings, LONGEST_WAIT_S)


def pin_matches(pin: str, known: PinHash) -> bool:
    """Whether ``pin`` is the one behind ``known``; takes the same time either way."""
    digest = scrypt(
        pin.encode("ascii"),
        salt=known.salt,
        n=known.n,
        r=known.r,
        p=known.p,
        maxmem=2 * _SCRYPT_BLOCK_BYTES * known.n * known.r * known.p + (1 << 20),
        dklen=len(known.digest),
    )
    return hmac.compare_digest(digest, known.digest)


class Access:
    """Who is logged in, and who has to wait. All calls belong on the hardware thread."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._failures = {role: _failures_in_a_row(log, role) for role in Role}
        self._since_s = dict.fromkeys(Role, clock.steady_s())
        self.who: Role | None = None

    @property
    def user(self) -> str:
        """Who is logged in, as the event log names it; empty for nobody."""
        return self.who.value if self.who else ""

    def log_in(self, role: Role, pin: str, pins: Sequence[PinHash]) -> None:
        """Log ``role`` in if ``pin`` is one of its ``pins``, and note it in the event log.

        Raises AccessError, with the sentence to show, while the role has to wait (the PIN is then
        not looked at) and for a wrong PIN.
        """
        if self.wait_s(role) > 0:
            raise AccessError(f"Wait {self._whole_wait_s(role)} seconds, then try again.")
        # Every hash is computed, so that the time does not tell which one matched.
        matches = [pin_matches(pin, known) for known in pins if known.role is role]
        if not any(matches):
            self._refuse(role)
        self._log.append(EventKind.LOGGED_IN, user=role.value)
        self._failures[role] = 0
        self.who = role

    def log_off(self) -> None:
        """Log off whoever is logged in, and note it; nobody there is no error."""
        if self.who is not None:
            self._log.append(EventKind.LOGGED_OFF, user=self.user)
            self.who = None

    def wait_s(self, role: Role) -> float:
        """Seconds that ``role`` still has to wait."""
        passed_s = self._clock.steady_s() - self._since_s[role]
        return max(0.0, wait_after(self._failures[role]) - passed_s)

    def locked_until_s(self) -> Mapping[Role, float]:
        """When each role that has to wait may try again, in steady seconds."""
        now_s = self._clock.steady_s()
        return {role: now_s + self.wait_s(role) for role in Role if self.wait_s(role) > 0}

    def _refuse(self, role: Role) -> None:
        failures = self._failures[role] + 1
        self._log.append(
            EventKind.LOGIN_REFUSED,
            Disposition.FAILURE,
            role.value,
            {Detail.FAILURES.value: failures},
        )
        self._failures[role] = failures
        self._since_s[role] = self._clock.steady_s()
        wait_s = wait_after(failures)
        if wait_s == 0:
            left = FREE_TRIES - failures
            raise AccessError(
                f"That PIN is wrong; {left} more {'try' if left == 1 else 'tries'} before a wait."
            )
        self._log.append(
            EventKind.LOCKED_OUT,
            user=role.value,
            details={Detail.FAILURES.value: failures, Detail.WAIT_S.value: wait_s},
        )
        raise AccessError(f"That PIN is wrong; wait {wait_s} seconds, then try again.")

    def _whole_wait_s(self, role: Role) -> int:
        return int(self.wait_s(role)) + 1


def _failures_in_a_row(log: EventLog, role: Role) -> int:
    failures = 0
    for entry in reversed(log.entries()):
        if entry.user != role.value:
            continue
        if entry.kind is EventKind.LOGGED_IN:
            break
        failures += entry.kind is EventKind.LOGIN_REFUSED
    return failures
