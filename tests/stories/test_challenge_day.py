"""A voter checks the machine: the challenged ballot is opened on paper and never counted."""

from support.day_election import COUNCIL, MAYOR, MEASURE, NORTH, SOUTH
from support.example_election import DEVICE_ID
from support.printing import qr_texts
from support.story import Day, day
from support.story_steps import (
    Ends,
    Logged,
    Marked,
    NoPaper,
    PollWorkerStarts,
    Sees,
    SeesNot,
    SwitchesOn,
    TakesReceipt,
    Touches,
    Types,
)

from device.paper.document import Banner
from device.paper.receipts import challenge_receipt
from device.paper.setting import set_document
from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen


class TakesChallengeReceipt:
    """One paper came out: NOT COUNTED, the code of the ballot, and these lines for each contest.

    The paper is compared dot by dot with a receipt set from the expected words.
    """

    def __init__(self, language: str, counted_not: str, lines: dict[int, tuple[str, ...]]) -> None:
        self._language = language
        self._counted_not = counted_not
        self._lines = lines

    def __call__(self, day: Day) -> None:
        text = day.office.election.content.text(self._language)
        document = challenge_receipt(
            self._language,
            bytes.fromhex(day.codes[-1]),
            text.election_title,
            day.office.election.election_id,
            DEVICE_ID,
            [(text.contests[index].title, lines) for index, lines in self._lines.items()],
        )
        banners = [block.text for block in document.blocks if isinstance(block, Banner)]
        assert banners == [self._counted_not] * 2
        (paper,) = day.new_papers()
        assert qr_texts(paper) == [day.codes[-1]]
        wanted = set_document(document, 576, 8.0).rows
        assert paper.image.rows.strip(b"\0") == wanted.strip(b"\0")


def test_a_voter_challenges_and_then_casts_a_fresh_ballot() -> None:
    with day("challenge") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(NORTH),
            Touches("next", "option-2", "next", "option-1", "write-in-add"),
            Types("IÑAKI"),
            Touches("next", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "challenge"),
            Sees(VoterScreen.CONFIRM_CHALLENGE),
            Touches("challenge-no"),
            Sees(VoterScreen.QUESTION),
            NoPaper(),
            Touches("challenge", "challenge-yes"),
            Sees(VoterScreen.CHALLENGED),
            TakesChallengeReceipt(
                "en",
                "NOT COUNTED",
                {
                    MAYOR: ("Ben Boyd",),
                    COUNCIL: ("Dora Diaz", "IÑAKI (written in)"),
                    MEASURE: ("No choice made",),
                },
            ),
            Touches("vote-again"),
            Sees(VoterScreen.CONTEST, "Mayor"),
            Marked(),
            Touches("next"),
            Marked(),
            SeesNot("IÑAKI"),
            Touches("back", "option-2", "next", "next", "option-2", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Sees(PollScreen.OPEN),
            Ends(cast=1, challenged=1),
        )
        assert len(set(today.codes)) == 2


def test_a_challenge_in_spanish_says_so_in_spanish() -> None:
    with day("desafio") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("language-es", "next", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "challenge", "challenge-yes"),
            TakesChallengeReceipt("es", "NO SE CUENTA", {MEASURE: ("Sí",)}),
            Touches("vote-again", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "challenge", "challenge-yes"),
            TakesChallengeReceipt("es", "NO SE CUENTA", {MEASURE: ("Sin elección",)}),
            Touches("vote-again", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Logged(EventKind.BALLOT_ACTIVATED),
            Ends(cast=1, challenged=2),
        )
