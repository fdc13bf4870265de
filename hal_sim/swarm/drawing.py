"""Drawing a day from a seed: how many voters, what they want, and how much goes wrong."""

from collections.abc import Callable
from random import Random
from typing import Literal

from hal_sim.entropy import SourceFault
from hal_sim.faults import (
    CutPower,
    DiskFault,
    FailSync,
    FlipBit,
    KeepsLess,
    LieAboutSync,
    Moment,
    NoSpace,
    PullStick,
    SlowDisk,
)
from hal_sim.media import INTERNAL
from hal_sim.printer.faults import (
    CoverOpensAfter,
    CutterJamsAtCut,
    HangsAfter,
    HeadOverheatsAfter,
    LosesAnswer,
    PaperEndsAfter,
    PowerFailsAfter,
    PrinterFault,
    SaysBeforeAnswer,
    UnpluggedAfter,
)
from hal_sim.printer.kinds import KINDS
from hal_sim.swarm.election import LANGUAGES, OPTIONS, STYLES, WRITE_IN_CONTEST
from hal_sim.swarm.plan import CLOSING, OPENING, DayPlan, Planned, VoterPlan
from hal_sim.swarm.troubles import (
    CoverOpened,
    DiskFails,
    EntropyFails,
    OtherStick,
    PowerFails,
    PowerGoes,
    PrinterFails,
    PrinterOff,
    StickFull,
    StickIn,
    StickOut,
    StickProtected,
    SticksSwapped,
    Trouble,
)
from hal_sim.swarm.voter import ENDINGS

FEWEST_VOTERS, MOST_VOTERS = 8, 28
LABELS = ("stick a", "stick b")
BOX = "ballot_box/box.bin"
_ERRANDS = ("suspend", "restart", "report", "wait", "wrong pin")
_LETTERS = "bcdfghjklmnpqrstvwxz"
_MOMENTS: tuple[Moment, ...] = ("before", "during", "after")
_LANDED: tuple[Literal["nothing", "some", "all"], ...] = ("nothing", "some", "all")
_PLAIN_TOUCHES = 30
"""About as many touches as a voter and the poll worker before need."""


def draw_day(seed: int, day: int) -> DayPlan:
    """The day number ``day`` of a seed; the same every time."""
    draw = Random(f"{seed}/{day}")  # noqa: S311 - a day that replays
    count = draw.randint(FEWEST_VOTERS, MOST_VOTERS)
    voters = tuple(_voter(draw, number) for number in range(1, count + 1))
    sticks = draw.choice((1, 1, 1, 2))
    periods = [OPENING, *(voter.number for voter in voters), CLOSING]
    troubles = [
        Planned(draw.choice(periods), draw.randint(0, _PLAIN_TOUCHES), _trouble(draw, LABELS[:sticks]))
        for _ in range(_how_many(draw, count))
    ]
    return DayPlan(
        seed=seed,
        day=day,
        chaining=int(draw.random() < 0.25),
        without_stick=draw.choice(("continue", "continue", "stop")),
        sticks=sticks,
        printer=draw.choice([KINDS[0].name, *(kind.name for kind in KINDS)]),
        blanks=draw.choice((0, 0, 0, 1, 2)),
        voters=voters,
        troubles=tuple(sorted(troubles, key=lambda each: (each.voter, each.touch))),
    )


def _how_many(draw: Random, voters: int) -> int:
    """Most days have a trouble or two, some none, and some are terrible."""
    kind = draw.random()
    if kind < 0.1:
        return 0
    if kind < 0.6:
        return draw.randint(1, 2)
    return draw.randint(3, 8) if kind < 0.85 else draw.randint(voters // 2, 2 * voters)


def _voter(draw: Random, number: int) -> VoterPlan:
    style = draw.choice(tuple(STYLES))
    return VoterPlan(
        number=number,
        style=style,
        language=draw.choice((LANGUAGES[0], *LANGUAGES)),
        contests=tuple(_wishes(draw, contest) for contest in STYLES[style]),
        ending=draw.choice(ENDINGS) if draw.random() < 0.4 else "cast",
        errand=draw.choice(_ERRANDS) if draw.random() < 0.06 else "",
        patience=draw.randint(0, 3),
        reprints=draw.choice((0, 1, 1, 2)),
        returns=draw.random() < 0.7,
    )


def _wishes(draw: Random, contest: int) -> tuple[str, ...]:
    """Touches in a contest: nothing, one, several, more than allowed, a name, forth and back."""
    options = [f"option-{number}" for number in range(1, OPTIONS[contest] + 1)]
    wishes = [draw.choice(options) for _ in range(draw.choice((0, 1, 1, 1, 1, 2, 3)))]
    if contest == WRITE_IN_CONTEST and draw.random() < 0.3:
        name = "".join(draw.choice(_LETTERS) for _ in range(draw.randint(7, 9)))
        wishes.insert(draw.randint(0, len(wishes)), f"write:{name}")
    if draw.random() < 0.05:
        wishes.append(draw.choice(("back", "review", "write-in-1")))
    return tuple(wishes)


def _trouble(draw: Random, labels: tuple[str, ...]) -> Trouble:
    label = draw.choice(labels)
    makers: tuple[tuple[int, Callable[[], Trouble]], ...] = (
        (8, lambda: PrinterFails(_printer_fault(draw))),
        (3, lambda: DiskFails(_stick_fault(draw, label))),
        (3, lambda: DiskFails(_internal_fault(draw))),
        (4, lambda: PowerGoes(_cut(draw), draw.random() < 0.3)),
        (2, lambda: StickOut(label)),
        (1, lambda: StickIn(label)),
        (3, lambda: OtherStick(label, draw.choice(("fresh", "foreign")))),
        (1, lambda: SticksSwapped() if len(labels) > 1 else StickOut(label)),
        (1, lambda: StickFull(label)),
        (1, lambda: StickProtected(label)),
        (1, PrinterOff),
        (1, CoverOpened),
        (3, lambda: _power_fault(draw)),
        (1, lambda: EntropyFails(draw.choice(tuple(SourceFault)).name)),
    )
    maker: Callable[[], Trouble] = draw.choices(
        [make for _, make in makers], [weight for weight, _ in makers]
    )[0]
    return maker()


def _cut(draw: Random) -> CutPower:
    at = draw.choice((0, *range(1, 25)))
    return CutPower(at, draw.choice(_MOMENTS), draw.randrange(1000)) if at else CutPower(0)


def _power_fault(draw: Random) -> PowerFails:
    what = draw.choice(("unplug", "sag", "run_low", "run_low", "run_low"))
    return PowerFails(what, draw.choice((0.0, 5.0, 20.0, 60.0, 300.0)))


def _printer_fault(draw: Random) -> PrinterFault:
    paper_mm = draw.choice((0.0, 5.0, 20.0, 60.0, 110.0, 200.0, 260.0, 320.0))
    received = draw.choice((1, 40, 700, 3_000, 9_000, 14_000, 20_000))
    number = draw.randint(1, 12)
    makers: tuple[Callable[[], PrinterFault], ...] = (
        lambda: PaperEndsAfter(paper_mm),
        lambda: PaperEndsAfter(draw.choice((2_900.0, 600.0))),
        lambda: CoverOpensAfter(paper_mm),
        lambda: HeadOverheatsAfter(paper_mm, draw.randint(1, 40)),
        lambda: PowerFailsAfter(paper_mm),
        lambda: CutterJamsAtCut(draw.randint(1, 2)),
        lambda: UnpluggedAfter(received),
        lambda: HangsAfter(received),
        lambda: LosesAnswer(number),
        lambda: SaysBeforeAnswer(
            draw.choice((b"\x14", b"\x07", b"7\x22zzzz\x00", b"_x\x00", b"\x10")), number
        ),
    )
    return draw.choice(makers)()


def _stick_fault(draw: Random, label: str) -> DiskFault:
    at, seed = draw.randint(1, 8), draw.randrange(1000)
    makers: tuple[Callable[[], DiskFault], ...] = (
        lambda: PullStick(label, draw.randint(1, 30), draw.choice(_MOMENTS), seed),
        lambda: FailSync(label, at, draw.choice(_LANDED), seed),
        lambda: LieAboutSync(label, at, draw.randint(1, 4), draw.random() < 0.5),
        lambda: NoSpace(label, draw.randint(1, 30)),
        lambda: FlipBit(label, at, BOX, draw.randrange(8 * 400_000)),
        lambda: KeepsLess(label, draw.choice((64, 256, 1024, 4096)) << 10, draw.random() < 0.5),
        lambda: SlowDisk(label, draw.choice((0.01, 0.5))),
    )
    return draw.choice(makers)()


def _internal_fault(draw: Random) -> DiskFault:
    at, seed = draw.randint(1, 20), draw.randrange(1000)
    makers: tuple[Callable[[], DiskFault], ...] = (
        lambda: FailSync(INTERNAL, at, draw.choice(_LANDED), seed),
        lambda: LieAboutSync(INTERNAL, at, draw.randint(1, 2)),
        lambda: NoSpace(INTERNAL, draw.randint(1, 60)),
        lambda: SlowDisk(INTERNAL, 0.05),
    )
    return draw.choice(makers)()
