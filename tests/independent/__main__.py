"""`PYTHONPATH=tests python -m independent DEMO_FOLDER`: the second reading, from a shell."""

import sys
from pathlib import Path

from independent.verifier import verify_demo


def main() -> int:
    """Print what was found. Exit status 0 when everything holds."""
    report = verify_demo(Path(sys.argv[1]))
    for finding in report.findings:
        print(finding)
    print(f"{len(report.findings)} findings")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
