"""The people at a simulated terminal: poll workers with their PINs, voters with what they want.

They look at the screen and touch what it offers, as people do; they know no other way in.
"""

from collections.abc import Callable, Mapping

from device.election.content import BallotText
from device.election.settings import Role
from device.errors import StateError
from device.polls.tasks import Task
from device.ui.screen import OptionList, ReviewList, Screen
from device.ui.voter_screens_parts import VoterScreen, key_id
from device.voting.write_in import KEY_ROWS
from hal_sim.machine import Machine

Look = Callable[[str], None]
"""Called with a caption at moments worth a picture."""

_ROLE_BUTTONS = {Role.POLL_WORKER: "poll-worker", Role.OFFICIAL: "official"}


def _no_look(_caption: str) -> None:
    """Nobody takes pictures."""


class PollWorkers:
    """Poll workers and the election official, who know their PINs."""

    def __init__(self, machine: Machine, pins: Mapping[Role, str]) -> None:
        self._machine = machine
        self._pins = pins

    def log_in(self, role: Role = Role.POLL_WORKER) -> None:
        """From the idle screen to the menu, or to what needs attention first."""
        self._machine.tap(_ROLE_BUTTONS[role])
        self.enter_pin(role)

    def enter_pin(self, role: Role) -> None:
        """Type the PIN on the pad that is shown."""
        for digit in self._pins[role]:
            self._machine.tap(f"digit-{digit}")
        self._machine.tap("enter")

    def do(self, task: Task) -> None:
        """Choose a task in the menu, and confirm it where the terminal asks."""
        self._machine.tap(f"task-{task.value}")
        if self._machine.screen.name == "polls-confirm":
            self._machine.tap("yes")

    def lock(self) -> None:
        """Leave the menu."""
        self._machine.tap("lock")

    def accept_report(self) -> None:
        """Touch OK under the outcome of a task."""
        self._machine.tap("ok")

    def activate(self, style_index: int) -> None:
        """Give the terminal to a voter with a ballot style."""
        self.log_in()
        self._machine.tap(f"task-{Task.ACTIVATE.value}")
        self._machine.tap(f"style-{style_index}")

    def come_to_voter(self) -> None:
        """Answer a voter's call: touch the poll worker's button on the voter's screen, give the PIN."""
        self._machine.tap("poll-worker")
        self.enter_pin(Role.POLL_WORKER)


class VoterHand:
    """A voter's hand on the panel; ``text``: the election in the voter's language."""

    def __init__(self, machine: Machine, text: BallotText, look: Look = _no_look) -> None:
        self._machine = machine
        self._text = text
        self._look = look

    def start(self) -> None:
        """Choose the language and begin."""
        self.speak(self._text.language)
        self._look("How it works")
        self._machine.tap("next")

    def speak(self, language: str) -> None:
        """Switch the screen to a language unless it is shown in it."""
        if self._machine.screen.language != language:
            self._machine.tap(f"language-{language}")

    def select(self, contest_index: int, votes: tuple[int, ...], write_ins: tuple[str, ...]) -> None:
        """Mark what is wanted in the contest that is shown."""
        options = self._text.contests[contest_index].options
        for option, wanted in zip(options, votes, strict=True):
            self.give_votes(option.name, wanted)
        for name in write_ins:
            self.write_in(name)

    def give_votes(self, option_name: str, votes: int) -> None:
        """Touch an option's row, or its plus as often as votes are wanted."""
        if not votes:
            return
        row = next(each for each in _option_list(self._machine.screen).rows if each.text == option_name)
        if row.count is None:
            self._machine.tap(row.id)
            return
        for _ in range(votes):
            self._machine.tap(row.more_id)

    def write_in(self, name: str) -> None:
        """Write a name on the keyboard."""
        self._machine.tap("write-in-add")
        keys = {key.lower(): key for row in KEY_ROWS for key in row}
        for character in name:
            self._machine.tap(key_id(keys[character.lower()]))
        self._look("Writing in a name")
        self._machine.tap("write-in-accept")

    def next(self) -> None:
        """Go on to the next contest, or to the review."""
        self._machine.tap("next")

    def review_row(self, contest_index: int) -> None:
        """From the review to a contest."""
        if not isinstance(self._machine.screen.content, ReviewList):
            raise StateError("The review is not on the screen.")
        self._machine.tap(f"contest-{contest_index}")

    def finish(self) -> None:
        """From the review through the last question to the tracking code."""
        self._machine.tap("finish")
        self._look("The last question before the ballot is encrypted")
        self._machine.tap("confirm")

    def to_question(self) -> None:
        """From the tracking code to cast or challenge."""
        self._machine.tap("continue")

    def cast(self) -> None:
        """Cast, and leave."""
        self._look("Cast or challenge")
        self._machine.tap("cast")
        self._expect(VoterScreen.CAST)
        self._look("Recorded")
        self._machine.tap("done")

    def challenge(self) -> None:
        """Challenge, and go on to the fresh ballot."""
        self._machine.tap("challenge")
        self._look("Making sure that it is meant")
        self._machine.tap("challenge-yes")
        self._expect(VoterScreen.CHALLENGED)
        self._look("Challenged: not counted")
        self._machine.tap("vote-again")

    def _expect(self, screen: VoterScreen) -> None:
        if self._machine.is_running and self._machine.screen.name != screen.value:
            raise StateError(f"The terminal shows '{self._machine.screen.name}', not '{screen.value}'.")


def _option_list(screen: Screen) -> OptionList:
    if not isinstance(screen.content, OptionList):
        raise StateError("No contest is on the screen.")
    return screen.content
