"""Looking at disks, paper and screen after every step, and holding them against the model."""

from device.hal import JobState
from device.records.ballot_state import BallotState
from device.ui.screen import Banner, CodeView, Level, Progress, ReviewList, Screen
from device.ui.texts import texts
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.receipt_printer import ReceiptPrinter
from hal_sim.swarm.media import DurableBallot, DurableBox
from hal_sim.swarm.model import (
    AGREE,
    DECIDED,
    HONEST_PAPER,
    OWN_PAPER,
    SAFE,
    SPEAKS,
    Meant,
    Model,
)
from hal_sim.swarm.paper_codes import codes_on
from hal_sim.swarm.room import PrintJob

Found = dict[str, DurableBallot]
POWER_WENT = "nothing, power went"
_WAITS_BY_ITSELF = {"voter-ended", "polls-working"}


class ScreenWatch:
    """Every screen that is shown, at the moment at which it is shown."""

    def __init__(self, model: Model, internal: DurableBox) -> None:
        self._model = model
        self._internal = internal
        self.code = ""

    def shown(self, screen: Screen) -> None:
        """A screen is on the panel."""
        content = screen.content
        if isinstance(content, CodeView):
            self.code = content.qr_text
            self._model.shown.add(self.code)
            self._model.expect(
                self.code in self._internal.ballots(), SAFE, "a code is shown without its ballot"
            )
        if screen.name == "voter-cast":
            self._told(BallotState.CAST)
        if screen.name in ("voter-printing-challenge", "voter-challenged"):
            self._told(BallotState.CHALLENGED)
        self._says_how_to_go_on(screen)

    def _told(self, state: BallotState) -> None:
        self._model.tell(self.code, state)
        found = self._internal.ballots().get(self.code)
        self._model.expect(
            found is not None and found.state is state,
            DECIDED,
            f"'{state.value}' is confirmed and not on the internal disk",
        )

    def _says_how_to_go_on(self, screen: Screen) -> None:
        expect = self._model.expect
        expect(bool(screen.title), SPEAKS, f"'{screen.name}' has no title")
        if isinstance(screen.banner, Banner) and screen.banner.level in (Level.WARNING, Level.ERROR):
            text = screen.banner.text
            expect(text.endswith((".", "?", "!")), SPEAKS, f"'{screen.name}' warns without a sentence")
        if isinstance(screen.content, Progress) or screen.name in _WAITS_BY_ITSELF:
            return
        expect(has_way_on(screen), SPEAKS, f"'{screen.name}' has no way forward")


def has_way_on(screen: Screen) -> bool:
    """Whether somebody can do something on a screen, beyond its language and a call for help."""
    buttons = [*screen.buttons]
    content = screen.content
    rows = getattr(content, "rows", ())
    return any(button.enabled for button in buttons) or bool(rows)


class PaperWatch:
    """The paper of the printer, decoded as it comes out."""

    def __init__(self, model: Model, printer: ReceiptPrinter, internal: DurableBox) -> None:
        self._model = model
        self._printer = printer
        self._internal = internal
        self._pieces = 0
        self._moved_mm = 0.0
        self._safe_before_print: set[str] = set()

    def before_print(self) -> None:
        """A job is about to be sent: what may stand on it is on the internal disk by now."""
        self._safe_before_print |= set(self._internal.ballots())

    def look(self, jobs: list[PrintJob]) -> None:
        """Look at all that came out since the last look, and at what was claimed meanwhile."""
        pieces = self._printer.pieces()
        for piece in pieces[self._pieces :]:
            for code in codes_on(piece):
                self._came_out(code)
                self._model.on_paper[code] += 1
                self._model.expect(
                    self._model.on_paper[code] <= self._model.prints_asked[code],
                    OWN_PAPER,
                    "a receipt came out more often than anybody asked for it",
                )
        self._pieces = len(pieces)
        if self._printer.moved_mm != self._moved_mm:
            self._moved_mm = self._printer.moved_mm
            for code in codes_on(self._printer.hanging):
                self._came_out(code)
        for job in jobs:
            self._claimed(job, pieces)

    def _came_out(self, code: str) -> None:
        model = self._model
        model.expect(code in self._safe_before_print, SAFE, "a code was printed before its ballot was safe")
        model.expect(code in self._internal.ballots(), SAFE, "a code is on paper without its ballot")
        own = not model.seated or model.owner.get(code) == model.session
        model.expect(own, OWN_PAPER, "another voter's code came out in a voter's session")

    def _claimed(self, job: PrintJob, pieces: tuple[PaperPiece, ...]) -> None:
        """A claim against the paper that came since the job began; what hangs is not handed out yet."""
        whole = any(holds(piece, job) for piece in pieces[job.pieces_before :])
        claim = job.claimed.value if job.claimed else POWER_WENT
        shows = "whole" if whole else "in part" if job.inked else "nothing"
        self._model.claims[self._printer.kind.name, claim, shows] += 1
        if job.claimed is JobState.CUT:
            kind = self._printer.kind
            proves = kind.process_id or kind.paper_request
            self._model.expect(
                proves, HONEST_PAPER, "a printer that proves nothing is claimed to have printed"
            )
            self._model.expect(whole, HONEST_PAPER, "paper is claimed to be printed, and it is not whole")
        elif job.claimed is JobState.REFUSED:
            self._model.expect(not whole, HONEST_PAPER, "paper came out of a job that was refused")


def holds(piece: PaperPiece, job: PrintJob) -> bool:
    """Whether a piece shows every dot of a job."""
    wanted, seen, stride = job.image.rows, piece.image.rows, job.image.stride
    inked = len(wanted) - len(wanted.lstrip(b"\0"))
    start = len(seen) - len(seen.lstrip(b"\0"))
    top = (start // stride - inked // stride) * stride
    if top < 0:
        wanted, top = wanted[-top:], 0
    part = seen[top : top + len(wanted)]
    if len(part) < len(wanted.rstrip(b"\0")):
        return False
    return part.startswith(wanted.rstrip(b"\0")) or not _lacks(wanted, part)


def _lacks(wanted: bytes, seen: bytes) -> bool:
    length = min(len(wanted), len(seen))
    want, have = int.from_bytes(wanted[:length], "big"), int.from_bytes(seen[:length], "big")
    return bool(want & ~have)


def expect_disks_hold(model: Model, found: Found, sticks: list[Found]) -> None:
    """New ballots get their owner; nothing is lost, and nothing that was decided changes."""
    for code, ballot in found.items():
        if code not in model.owner:
            model.owner[code] = model.session
            model.votes[code] = model.meant
            model.prints_asked[code] = max(1, model.prints_asked[code])
        model.expect(
            ballot.state in model.may_become(code), DECIDED, f"a ballot became '{ballot.state}' by itself"
        )
        if ballot.state is not None:
            model.told.setdefault(code, ballot.state)
    for code in model.owner:
        model.expect(code in found, SAFE, "a ballot that was there is gone from the internal disk")
    for box in sticks:
        for code, ballot in box.items():
            if code in found:
                model.expect(ballot.digest == found[code].digest, AGREE, "two boxes differ about a ballot")
                allowed = {None, found[code].state, *model.asked.get(code, ())}
                model.expect(ballot.state in allowed, AGREE, "two boxes differ about a decision")


def meant_by(screen: Screen, options: dict[int, tuple[str, ...]]) -> Meant:
    """What a review screen says: for each contest the votes by option, and the names written in."""
    if not isinstance(screen.content, ReviewList):
        raise ValueError("no review is on the screen")
    words = texts("voter", screen.language)
    before, after = words("review.written_in", name="\0").split("\0")
    meant = []
    for row in screen.content.rows:
        contest = int(row.id.removeprefix("contest-"))
        names = options[contest]
        votes = tuple(int(name in row.lines) for name in names)
        written = tuple(
            line.removeprefix(before).removesuffix(after)
            for line in row.lines
            if line not in names and line != words("review.nothing")
        )
        meant.append((contest, votes, written))
    return tuple(meant)
