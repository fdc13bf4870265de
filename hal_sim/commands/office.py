"""``sealmark-sim office``: what an election office does before and after an election."""

import argparse

from drivers.commands.command import Command, add_commands
from hal_sim.commands import office_authority, office_new, office_tally

COMMANDS = {
    "authority": Command(
        "Make the election authority's key, for terminals that are provisioned early.",
        office_authority.add_arguments,
        office_authority.run,
    ),
    "new": Command(
        "Hold the key ceremony and write a signed election package.",
        office_new.add_arguments,
        office_new.run,
    ),
    "tally": Command(
        "Verify election records, then decrypt and publish the tally.",
        office_tally.add_arguments,
        office_tally.run,
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The office's own commands."""
    add_commands(parser, COMMANDS)
