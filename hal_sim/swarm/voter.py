"""A voter: looks at the screen, and touches what a person who wants that would touch."""

from dataclasses import dataclass, field

from device.ui.screen import Screen
from device.ui.voter_screens_parts import key_id
from device.voting.write_in import KEY_ROWS
from hal_sim.swarm.plan import VoterPlan

LEAVES = "(leaves)"
GONE_BEFORE = {
    "leave-instructions": "voter-instructions",
    "leave-contest": "voter-contest",
    "leave-write-in": "voter-write-in",
    "leave-review": "voter-review",
    "leave-confirm": "voter-confirm",
    "leave-code": "voter-code",
    "leave-question": "voter-question",
    "leave-challenged": "voter-challenged",
    "leave-not-recorded": "voter-not-recorded",
    "leave-not-decided": "voter-not-decided",
}
HELPED = {
    "help-cancel": "voter-contest",
    "help-resume": "voter-review",
    "help-spoil": "voter-code",
    "help-question": "voter-question",
}
ENDINGS = ("cast", "challenge", "challenge-twice", "decline", "look-again", *GONE_BEFORE, *HELPED)
_CHALLENGES = {"challenge": 1, "challenge-twice": 2, "leave-challenged": 1}
_ELSEWHERE = ("back", "review")
_KEYS = {key.lower(): key_id(key) for row in KEY_ROWS for key in row}


@dataclass(slots=True)
class Voter:
    """One voter at the terminal. ``touch`` gives the next touch, or LEAVES."""

    plan: VoterPlan
    _visits: int = 0
    _wishes: list[str] = field(default_factory=list, repr=False)
    _typing: list[str] = field(default_factory=list, repr=False)
    _in_contest: bool = False
    _changed: bool = False
    _tries: int = 0
    _reprints: int = 0
    _challenged: int = 0
    _declined: bool = False
    _looked: bool = False
    _helped: bool = False
    _spoke: bool = False
    _once: bool = False

    def touch(self, screen: Screen, offered: frozenset[str]) -> str:
        """What the voter touches next on ``screen``."""
        name, ending = screen.name, self.plan.ending
        if GONE_BEFORE.get(ending) == name and (name != "voter-challenged" or self._challenged):
            return LEAVES
        if HELPED.get(ending) == name and not self._helped and "help" in offered:
            self._helped = True
            return "help"
        language = f"language-{self.plan.language}"
        if not self._spoke and language in offered:
            self._spoke = True
            return language
        wanted = self._wanted(name, offered)
        return wanted if wanted in offered else ""

    def _wanted(self, name: str, offered: frozenset[str]) -> str:
        match name:
            case "voter-instructions":
                return "next"
            case "voter-contest":
                return self._in_a_contest(offered)
            case "voter-write-in":
                return self._write()
            case "voter-remove-write-in":
                self._once = not self._once
                return "remove-yes" if self._once else "remove-no"
            case "voter-review":
                return self._on_review(offered)
            case "voter-confirm":
                return "confirm"
            case "voter-not-recorded" | "voter-not-decided":
                self._tries += 1
                return "retry" if self._tries <= self.plan.patience else "poll-worker"
            case "voter-code":
                return self._again("continue", offered)
            case "voter-question":
                return self._decide()
            case "voter-confirm-challenge":
                if self.plan.ending == "decline" and not self._declined:
                    self._declined = True
                    return "challenge-no"
                return "challenge-yes"
            case "voter-cast":
                return "done"
            case "voter-challenged":
                self._visits = 0
                return self._again("vote-again", offered)
            case "voter-still-there":
                return "still-here"
        return ""

    def _in_a_contest(self, offered: frozenset[str]) -> str:
        """The wishes for this contest, each once, also when the voter comes by again."""
        if not self._in_contest:
            self._in_contest = True
            self._visits += 1
            wishes = self.plan.contests
            self._wishes = list(wishes[self._visits - 1]) if self._visits <= len(wishes) else []
        while self._wishes:
            wish = self._wishes.pop(0)
            if wish.startswith("write:"):
                if "write-in-add" in offered:
                    self._typing = [_KEYS[letter] for letter in wish.removeprefix("write:").lower()]
                    return "write-in-add"
            elif wish in offered:
                self._in_contest = wish not in _ELSEWHERE
                return wish
        self._in_contest = False
        return "next" if "next" in offered else "review"

    def _write(self) -> str:
        if self._typing:
            return self._typing.pop(0)
        self._once = not self._once
        return "write-in-accept" if self._once else "write-in-cancel"

    def _on_review(self, offered: frozenset[str]) -> str:
        rows = sorted(each for each in offered if each.startswith("contest-"))
        if self.plan.reprints and not self._changed and rows:
            self._changed = True
            return rows[-1]
        return "finish"

    def _again(self, onward: str, offered: frozenset[str]) -> str:
        if "print-again" in offered and self._reprints < self.plan.reprints:
            self._reprints += 1
            return "print-again"
        return onward

    def _decide(self) -> str:
        ending = self.plan.ending
        if ending == "look-again" and not self._looked:
            self._looked = True
            return "back"
        if ending == "decline" and not self._declined:
            return "challenge"
        if self._challenged < _CHALLENGES.get(ending, 0):
            self._challenged += 1
            return "challenge"
        return "cast"
