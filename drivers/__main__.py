"""``sealmark``: the terminal's commands."""

import argparse
import sys
from collections.abc import Sequence

from drivers.commands import identity, prepare_stick, printer, provision, run, verify
from drivers.commands.command import Command, add_commands, run_command

COMMANDS = {
    "provision": Command(
        "Make this terminal's key and trust an election authority, once.",
        provision.add_arguments,
        provision.run,
    ),
    "identity": Command(
        "Print this terminal's id and public key for the election office.",
        identity.add_arguments,
        identity.run,
    ),
    "prepare-stick": Command(
        "Test that a stick keeps what it says, and make it empty for an election.",
        prepare_stick.add_arguments,
        prepare_stick.run,
    ),
    "printer": Command(
        "Print a test line on a printer, and say what it can prove.", printer.add_arguments, printer.run
    ),
    "run": Command("Run the voting terminal.", run.add_arguments, run.run),
    "verify": Command("Check election records, line by line.", verify.add_arguments, verify.run),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="sealmark", description="The Sealmark voting terminal.")
    add_commands(parser, COMMANDS)
    return run_command(parser, argv)


if __name__ == "__main__":
    sys.exit(main())
