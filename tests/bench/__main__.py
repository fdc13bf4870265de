"""``make bench``: speed and memory as one table, and as ``bench.json``.

Every ratio compares medians of one run on one machine; absolute times are for orientation only.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import bench_blanks, bench_day, bench_engine, bench_media, bench_peer, bench_start, bench_verify
from bench.figures import target_lines

OUTPUT = Path("bench.json")


def main() -> int:
    """Run every benchmark, print the table, write the file."""
    figures: dict[str, Any] = {}
    for name, measure in (
        ("start", bench_start.measure),
        ("engine", bench_engine.measure),
        ("blanks", bench_blanks.measure),
        ("peer", bench_peer.measure),
        ("verify", bench_verify.measure),
        ("day", bench_day.measure),
        ("media", bench_media.measure),
    ):
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures[name] = measure()
    rows = [(name, shown(value)) for name, value in flat(figures)]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value:>16}")
    print("\nFigures to reach")
    for line in target_lines(figures):
        print(f"  {line}")
    OUTPUT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def shown(value: object) -> str:
    """A figure as the table shows it."""
    return f"{value:,.3f}" if isinstance(value, float) else str(value)


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure with its path, a line each."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from flat(member, f"{path} / {name}" if path else str(name))
    else:
        yield path, value


if __name__ == "__main__":
    sys.exit(main())
