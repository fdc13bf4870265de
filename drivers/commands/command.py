"""What a command of ours is, and the one way in which commands are run and refuse."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from device.errors import SealmarkError

REFUSED = 2


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is for, its arguments, and what it does; ``run`` returns the exit status.

    A command that is made of commands has no ``run`` of its own.
    """

    description: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int] | None = None


def add_commands(parser: argparse.ArgumentParser, commands: Mapping[str, Command]) -> None:
    """Let ``parser`` take one of ``commands`` by name."""
    choices = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in commands.items():
        chosen = choices.add_parser(name, help=command.description, description=command.description)
        if command.run is not None:
            chosen.set_defaults(run=command.run)
        command.add_arguments(chosen)


def run_command(parser: argparse.ArgumentParser, argv: Sequence[str] | None) -> int:
    """Run what the arguments ask for; a refusal is one sentence on standard error and status 2."""
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except SealmarkError as exc:
        print(exc, file=sys.stderr)
        return REFUSED
