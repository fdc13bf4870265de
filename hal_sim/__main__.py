"""``sealmark-sim``: the election office and the simulated terminal, for developers and rehearsals."""

import argparse
import sys
from collections.abc import Sequence

from drivers.commands.command import Command, add_commands, run_command
from hal_sim.commands import demo, office, soak, swarm

COMMANDS = {
    "office": Command("What an election office does.", office.add_arguments),
    "demo": Command("Play a whole election day on a simulated terminal.", demo.add_arguments, demo.run),
    "soak": Command(
        "Record very many ballot positions, open them all, and count errors.",
        soak.add_arguments,
        soak.run,
    ),
    "swarm": Command(
        "Play very many election days with faults, and check every step.",
        swarm.add_arguments,
        swarm.run,
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="sealmark-sim", description="Sealmark on simulated hardware.")
    add_commands(parser, COMMANDS)
    return run_command(parser, argv)


if __name__ == "__main__":
    sys.exit(main())
