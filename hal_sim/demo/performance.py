"""The voters of the demo at the panel, one method for each way of voting, and the trouble they meet."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from device.election.election import Election
from device.polls.tasks import Task
from device.records.ballot_state import BallotState
from device.ui.screen import CodeView, OptionList
from hal_sim.demo.meant import MeantBallot
from hal_sim.demo.story import Mood, Story
from hal_sim.demo.voters import Voter, Way, Wish
from hal_sim.machine import STICK, Machine
from hal_sim.people import PollWorkers, VoterHand

PAPER_LEFT_MM = 70.0
LOOK_AROUND_S = 6


@dataclass(slots=True)
class Performance:
    """Plays voters one after the other; gathers what they meant."""

    machine: Machine
    workers: PollWorkers
    election: Election
    story: Story
    _photograph: bool = False

    def play(self, voter: Voter, *, pictures: bool) -> list[MeantBallot]:
        """One voter from activation to the end; the ballots that got a code, and what became of them."""
        name = self.election.content.text(voter.language).language_name
        self.story.note(f"Voter {voter.number} ({name}) {voter.way.value}.", self._mood(voter.way))
        self._photograph = pictures
        self.workers.activate(voter.style_index)
        return self._ways()[voter.way](voter)

    def _ways(self) -> dict[Way, Callable[[Voter], list[MeantBallot]]]:
        special = {
            Way.CHANGE: self._change,
            Way.SWITCH_LANGUAGE: self._switch_language,
            Way.TOO_MANY: self._too_many,
            Way.CHALLENGE: self._challenge,
            Way.WALK_AWAY: self._walk_away,
            Way.FORGETS: self._forget,
            Way.PAPER_ENDS: self._paper_ends,
            Way.POWER_CUT: self._power_cut,
            Way.STICK_PULLED: self._stick_pulled,
        }
        return {way: special.get(way, self._vote_and_cast) for way in Way}

    # Ways of voting

    def _vote_and_cast(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes)
        return [self._cast(hand, voter.wishes)]

    def _change(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        first = voter.wishes[0]
        other = (first.votes.index(1) + 1) % len(first.votes)
        mistaken = replace(first, votes=tuple(int(place == other) for place in range(len(first.votes))))
        self._mark(hand, (mistaken, *voter.wishes[1:]))
        hand.review_row(first.contest_index)
        hand.select(first.contest_index, first.votes, ())
        self.look("The terminal says what it switched")
        self.machine.tap("review")
        return [self._cast(hand, voter.wishes)]

    def _switch_language(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes[:2])
        other = next(each for each in self.election.content.languages if each != voter.language)
        self.machine.tap("back")
        self.look("Before the switch")
        self.machine.tap(f"language-{other}")
        self.look("After it: every mark is kept")
        self.machine.tap("next")
        hand = self._hand(other)
        self._mark(hand, voter.wishes[2:])
        return [self._cast(hand, voter.wishes)]

    def _too_many(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        for wish in voter.wishes:
            hand.select(wish.contest_index, wish.votes, wish.write_ins)
            self._touch_one_more(wish)
            hand.next()
        return [self._cast(hand, voter.wishes)]

    def _touch_one_more(self, wish: Wish) -> None:
        contest = self.election.manifest.contests[wish.contest_index - 1]
        content = self.machine.screen.content
        if contest.selection_limit == 1 or not isinstance(content, OptionList):
            return
        free = [row for row in content.rows if row.count is None and not row.selected]
        if free and sum(wish.votes) == contest.selection_limit:
            self.machine.tap(free[0].id)
            self.look("One too many: nothing is taken away by itself")

    def _challenge(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes)
        code = self._to_code(hand)
        hand.to_question()
        papers = len(self.machine.printer.pieces())
        hand.challenge()
        self.story.note(
            "The terminal prints what was selected, marked as not counted; the voter votes again."
        )
        self._show_papers(papers, "The challenged ballot's receipt")
        challenged = MeantBallot(code, BallotState.CHALLENGED, voter.wishes)
        self._mark(hand, voter.wishes)
        return [challenged, self._cast(hand, voter.wishes)]

    def _walk_away(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes)
        code = self._to_code(hand)
        self._wait_until_hidden()
        self.story.note("A poll worker comes, gives the PIN and resolves the ballot as spoiled.")
        self._end_session()
        return [MeantBallot(code, BallotState.SPOILED, voter.wishes)]

    def _forget(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes[:2])
        self._wait_until_hidden()
        self.story.note("A poll worker cancels the session; nothing was recorded.")
        self._end_session()
        return []

    # Trouble

    def _paper_ends(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes)
        papers = len(self.machine.printer.pieces())
        self.machine.printer.paper_ends_after_mm(PAPER_LEFT_MM)
        code = self._to_code(hand)
        self.story.note(
            "A poll worker puts a new roll in, and the voter asks for the receipt again.", Mood.GOOD
        )
        self.machine.printer.tear_paper()
        self.machine.printer.refill()
        self.machine.tap("print-again")
        self.look("Proven now")
        self._show_papers(papers, "What came out")
        hand.to_question()
        hand.cast()
        return [MeantBallot(code, BallotState.CAST, voter.wishes)]

    def _power_cut(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes)
        code = self._to_code(hand)
        self.machine.cut_power()
        self.story.note("The power is gone. It comes back, and the terminal starts.", Mood.TROUBLE)
        self.machine.boot()
        self.look("After the start")
        self.machine.tap("ok")
        self.workers.log_in()
        self.look("Nothing was decided by itself")
        self.machine.tap(f"task-{Task.RESOLVE.value}")
        self.workers.accept_report()
        self.workers.lock()
        self.story.note("The ballot is resolved as spoiled; the voter gets a fresh one.", Mood.GOOD)
        self.workers.activate(voter.style_index)
        lost = MeantBallot(code, BallotState.SPOILED, voter.wishes)
        return [lost, *self._vote_and_cast(voter)]

    def _stick_pulled(self, voter: Voter) -> list[MeantBallot]:
        hand = self._hand(voter.language)
        hand.start()
        self._mark(hand, voter.wishes)
        stick = self.machine.media.disks[STICK]
        stick.pull()
        meant = self._cast(hand, voter.wishes)
        self.machine.pass_time(LOOK_AROUND_S)
        self.look("The alarm between voters")
        stick.put_back()
        self.machine.pass_time(2 * LOOK_AROUND_S)
        self.story.note("The stick is put back; the terminal brings it in step by itself.", Mood.GOOD)
        self.look("The alarm is over")
        return [meant]

    # What all share

    def look(self, caption: str) -> None:
        """Take a picture of the screen, if this voter is photographed."""
        if self._photograph:
            self.story.screen(self.machine.picture(), caption)

    def _hand(self, language: str) -> VoterHand:
        return VoterHand(self.machine, self.election.content.text(language), self.look)

    def _mark(self, hand: VoterHand, wishes: tuple[Wish, ...]) -> None:
        for number, wish in enumerate(wishes):
            hand.select(wish.contest_index, wish.votes, wish.write_ins)
            if number in {0, 2}:
                self.look("A contest")
            hand.next()

    def _to_code(self, hand: VoterHand) -> str:
        self.look("The review: every contest, one touch away")
        hand.finish()
        self.look("The tracking code")
        content = self.machine.screen.content
        if not isinstance(content, CodeView):
            raise TypeError(f"the terminal shows '{self.machine.screen.name}' and no tracking code")
        return "".join(content.groups).replace(" ", "")

    def _cast(self, hand: VoterHand, wishes: tuple[Wish, ...]) -> MeantBallot:
        papers = len(self.machine.printer.pieces())
        code = self._to_code(hand)
        self._show_papers(papers, "The receipt")
        hand.to_question()
        hand.cast()
        return MeantBallot(code, BallotState.CAST, wishes)

    def _show_papers(self, since: int, caption: str) -> None:
        if self._photograph:
            for piece in self.machine.printer.pieces()[since:]:
                self.story.paper(piece, caption)

    def _wait_until_hidden(self) -> None:
        limits = self.election.settings.limits
        self.machine.pass_time(limits.voter_idle_s + 1)
        self.look("Is anybody still there?")
        self.machine.pass_time(limits.voter_warning_s + 1)
        self.look("Everything is hidden")

    def _end_session(self) -> None:
        self.workers.come_to_voter()
        self.look("What the poll worker sees: never a selection")
        self.machine.tap("worker-end")
        self.machine.tap("worker-end-yes")
        if self.machine.screen.name == "voter-ended":
            self.machine.tap("done")

    @staticmethod
    def _mood(way: Way) -> Mood:
        trouble = {Way.PAPER_ENDS, Way.POWER_CUT, Way.STICK_PULLED}
        return Mood.TROUBLE if way in trouble else Mood.PLAIN
