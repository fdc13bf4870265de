"""How far a soak is, in a file, so that it can be stopped and go on."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from device.errors import InputError
from device.formats.canonical import canonical_bytes, expect_integer, expect_properties, read_canonical
from device.formats.hexadecimal import bytes_from_hex, hex_of_bytes
from hal_sim.soak.soaker import BatchResult

SEED_BYTES = 16
_FORMAT = 1
_MAX_FILE_BYTES = 4096
_MAX = 10**10 - 1
_COUNTS = ("batches", "ballots", "positions", "verified", "errors", "working_ms")
_WHAT = "The soak's state file"


@dataclass(frozen=True, slots=True)
class SoakState:
    """What was done so far with the ballots of ``seed``; ``working_ms``: time spent, all runs together."""

    seed: bytes
    batches: int = 0
    ballots: int = 0
    positions: int = 0
    verified: int = 0
    errors: int = 0
    working_ms: int = 0

    def after(self, result: BatchResult, spent_ms: int) -> "SoakState":
        """The state when the next batch is done."""
        return replace(
            self,
            batches=self.batches + 1,
            ballots=self.ballots + result.ballots,
            positions=self.positions + result.positions,
            verified=self.verified + result.verified,
            errors=self.errors + len(result.errors),
            working_ms=self.working_ms + spent_ms,
        )

    @property
    def positions_per_s(self) -> float:
        """The speed over all the time spent."""
        return 1000 * self.positions / self.working_ms if self.working_ms else 0.0


def read_state(path: Path) -> SoakState | None:
    """What stands in the file; None where there is none. Raises InputError."""
    if not path.exists():
        return None
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}.") from exc
    value = expect_properties(
        read_canonical(data, _WHAT, _MAX_FILE_BYTES), ("format", "seed", *_COUNTS), _WHAT
    )
    expect_integer(value["format"], "format", _FORMAT, _FORMAT)
    counts = {name: expect_integer(value[name], name, 0, _MAX) for name in _COUNTS}
    return SoakState(bytes_from_hex(value["seed"], SEED_BYTES, "seed"), **counts)


def save_state(path: Path, state: SoakState) -> None:
    """Write the file anew, whole or not at all. Raises InputError."""
    counts = {name: getattr(state, name) for name in _COUNTS}
    data = canonical_bytes({"format": _FORMAT, "seed": hex_of_bytes(state.seed), **counts})
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as exc:
        raise InputError(f"{path} cannot be written: {exc.strerror}.") from exc
