"""One voter at the terminal: the session, its screens, and the work that it asks for."""

from device.election.content import BallotContent
from device.ui.screen import Screen
from device.ui.voter_screens import voter_screen
from device.ui.voter_screens_touches import voter_event
from device.voting.effects import Effect
from device.voting.events import Event
from device.voting.session import activate, step
from device.voting.state import BallotSetup
from device.voting.work import VoterWork


class VoterSeat:
    """Holds a session from activation to its end; ``work`` carries out what takes time."""

    def __init__(
        self, setup: BallotSetup, content: BallotContent, work: VoterWork, steady_s: float
    ) -> None:
        self.work = work
        self._setup = setup
        self._content = content
        self._session = activate(setup, steady_s)

    def screen(self) -> Screen:
        """What the voter sees now."""
        return voter_screen(self._setup, self._session, self._content)

    def touched(self, touch_id: str) -> tuple[Effect, ...]:
        """What a touch asks for; nothing for a touch that the screen does not offer."""
        event = voter_event(self.screen(), touch_id)
        return () if event is None else self.happened(event)

    def happened(self, event: Event) -> tuple[Effect, ...]:
        """What an event asks for."""
        moved = step(self._setup, self._session, event)
        self._session = moved.session
        return moved.effects
