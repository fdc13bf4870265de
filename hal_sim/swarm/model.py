"""What anybody outside knows for certain of a day: small enough to be believed.

Codes are their 64 digits. A ballot belongs to the session in which it first stood on the internal disk.
"""

from collections import Counter
from dataclasses import dataclass, field

from device.records.ballot_state import BallotState

Meant = tuple[tuple[int, tuple[int, ...], tuple[str, ...]], ...]
"""What a review screen showed: contest, votes by option, names written in."""


Claim = tuple[str, str, str]
"""Of a print job: the kind of printer, what was claimed, what the paper shows."""


class Violation(Exception):
    """The product broke a promise. ``invariant`` names which."""

    def __init__(self, invariant: str, sentence: str) -> None:
        super().__init__(f"{invariant}: {sentence}")
        self.invariant = invariant


@dataclass(slots=True)
class Model:
    """The day as it was seen. ``session``: the number of the voter's session that is on or was last.

    ``told``: what the screen said was recorded. ``asked``: what was asked for and not yet confirmed.
    ``claims``: what the driver said of each print job, and what the paper shows of it.
    """

    session: int = 0
    seated: bool = False
    owner: dict[str, int] = field(default_factory=dict, repr=False)
    meant: Meant = field(default=(), repr=False)
    votes: dict[str, Meant] = field(default_factory=dict, repr=False)
    shown: set[str] = field(default_factory=set, repr=False)
    on_paper: Counter[str] = field(default_factory=Counter, repr=False)
    prints_asked: Counter[str] = field(default_factory=Counter, repr=False)
    told: dict[str, BallotState] = field(default_factory=dict, repr=False)
    asked: dict[str, set[BallotState]] = field(default_factory=dict, repr=False)
    checks: Counter[str] = field(default_factory=Counter)
    claims: Counter[Claim] = field(default_factory=Counter)

    def expect(self, holds: bool, invariant: str, sentence: str) -> None:
        """Count a check, and raise Violation unless it holds."""
        self.checks[invariant] += 1
        if not holds:
            raise Violation(invariant, sentence)

    def may_become(self, code: str) -> set[BallotState | None]:
        """The states that a ballot may have on a medium now."""
        return {self.told[code]} if code in self.told else {None, *self.asked.get(code, ())}

    def ask(self, code: str, state: BallotState) -> None:
        """Somebody asked for a decision."""
        self.asked.setdefault(code, set()).add(state)

    def tell(self, code: str, state: BallotState) -> None:
        """The screen said that a decision is recorded."""
        self.expect(self.told.get(code, state) is state, DECIDED, "a second decision was confirmed")
        self.told[code] = state


SAFE = "1 a code implies the ballot"
DECIDED = "2 decided stays decided"
COUNTED = "3 exactly the decided are counted"
AGREE = "4 boxes agree"
STRANGERS = "4b only sticks that were taken in are written to"
OWN_PAPER = "5 nobody gets another's code"
RECONCILE = "6 counts reconcile"
VERIFIES = "7 the record verifies"
HINTS = "7b the record has its hints"
SECRET = "8 nothing secret on a medium"  # noqa: S105 - the name of a promise
BLANKS = "8b no blank outlives voting"
SPEAKS = "9 the terminal says how to go on"
POWER = "9b nobody votes on power that ends"
HONEST_PAPER = "5b printed is on paper"
