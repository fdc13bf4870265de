"""The figures to reach, and whether a run reached them.

Ratios of one run on one machine. A figure that was not measured in a run is neither reached nor missed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from device.records.ballot_examiner import BATCH_BALLOTS


@dataclass(frozen=True, slots=True)
class Target:
    """``what`` stands at ``path`` among a run's figures, and has to be at least or at most ``limit``."""

    what: str
    path: tuple[str, ...]
    limit: float
    at_least: bool = True

    def line(self, figures: Mapping[str, Any]) -> str:
        """The target, the figure, and whether it was reached."""
        found: Any = figures
        for name in self.path:
            found = found.get(name) if isinstance(found, Mapping) else None
        sign = "at least" if self.at_least else "at most"
        wanted = f"{self.what}: {sign} {self.limit:g}"
        if not isinstance(found, float | int):
            return f"{wanted}; not measured"
        reached = found >= self.limit if self.at_least else found <= self.limit
        return f"{wanted}; measured {found:g}: {'reached' if reached else 'NOT REACHED'}"


NOISE = 1.1
"""Times that ought to be equal may differ by a tenth from one measurement to the next."""

TARGETS = (
    Target(
        "a recorded ballot on two media to the bare calls",
        ("media", "one ballot", "ratio"),
        1.5,
        at_least=False,
    ),
    Target("powmod to a power by table, default budget", ("engine", "powers", "ratio", "64 MiB"), 8),
    Target("powmod to a whole ballot by table, default budget", ("engine", "ballot", "ratio", "64 MiB"), 8),
    Target("blank path to its floor", ("blanks", "ballot", "blank_to_floor"), 3, at_least=False),
    Target("table path to blank path", ("blanks", "ballot", "table_to_blank"), 12),
    Target(
        "verification without hints, one core, to the straightforward way",
        ("verify", "one_core", "ratio", "shared_squarings"),
        1.5,
    ),
    Target(
        "verification with hints, one core, to the straightforward way",
        ("verify", "one_core", "ratio", f"hints_{BATCH_BALLOTS}_ballots"),
        6,
    ),
    Target(
        "peak memory of a terminal that built its tables, with 20 blanks (MiB)",
        ("start", "peak_mib", "tables_built_and_20_blanks"),
        300,
        at_least=False,
    ),
    Target(
        "peak memory of a terminal that read its tables, with 20 blanks (MiB)",
        ("start", "peak_mib", "tables_read_and_20_blanks"),
        300,
        at_least=False,
    ),
    Target(
        "first ballot of a day to the hundredth, processor time",
        ("day", "first_to_hundredth", "processor"),
        NOISE,
        at_least=False,
    ),
    Target(
        "ten-thousandth ballot to the hundredth, processor time",
        ("day", "ten_thousandth_to_hundredth", "processor"),
        NOISE,
        at_least=False,
    ),
)


def target_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """A line for every target."""
    for target in TARGETS:
        yield target.line(figures)
