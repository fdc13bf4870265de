"""How the second reading says what it found: a list of sentences, empty when everything holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class Refused(Exception):
    """What was read cannot be what the page describes; nothing behind it is looked at."""


@dataclass
class Report:
    """Collects findings, each with the place where it was found."""

    findings: list[str] = field(default_factory=list)

    def check(self, holds: bool, where: str, problem: str) -> None:
        """Note `problem` unless it `holds`."""
        if not holds:
            self.findings.append(f"{where}: {problem}")

    @contextmanager
    def part(self, where: str) -> Iterator[None]:
        """Look at one part: what is refused in it becomes a finding, and the next part is looked at."""
        try:
            yield
        except Refused as refused:
            self.findings.append(f"{where}: {refused}")


def require(holds: bool, problem: str) -> None:
    """Stop looking at this part unless it `holds`. Raises Refused."""
    if not holds:
        raise Refused(problem)
