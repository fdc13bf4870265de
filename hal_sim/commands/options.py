"""Arguments that several commands take."""

import argparse

from device.election.election import Chaining

_CHAINING = {"none": Chaining.NONE, "simple": Chaining.SIMPLE}


def add_chaining(parser: argparse.ArgumentParser) -> None:
    """``--chaining none|simple``; ``chaining_of`` gives its value."""
    parser.add_argument(
        "--chaining",
        choices=tuple(_CHAINING),
        default="none",
        help="simple: every ballot names the one before it, and the order becomes public (none)",
    )


def chaining_of(arguments: argparse.Namespace) -> Chaining:
    """The chaining mode that was asked for."""
    return _CHAINING[arguments.chaining]
