"""A process that examines ballots for another one: lines of JSON in, lines of JSON out.

The first line is the context, then every line is a batch of tasks and is answered with a line of
outcomes. It ends when its input ends. It knows no screen and no hardware, and starts in a moment.
"""

import os
import signal
import sys
from typing import BinaryIO

from device.electionguard.parameters import STANDARD
from device.electionguard.powers import build_table_powers
from device.records.ballot_examiner import BallotExaminer
from device.records.outcome_lines import outcomes_line, read_context, read_tasks
from device.records.verify_all import TABLE_BUDGET_BYTES


def serve(lines: BinaryIO, answers: BinaryIO) -> None:
    """Examine what ``lines`` ask for until they end."""
    first = lines.readline()
    if not first:
        return
    context = read_context(first)
    powers = build_table_powers(STANDARD, context.keys, TABLE_BUDGET_BYTES)
    examiner = BallotExaminer(context, powers, os.urandom)
    for line in lines:
        answers.write(outcomes_line(examiner.examine(read_tasks(line))))
        answers.flush()


if __name__ == "__main__":
    # Ctrl-C is for the process that asked; it closes our input then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(sys.stdin.buffer, sys.stdout.buffer)
