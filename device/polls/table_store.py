"""The exponent tables of the loaded election, kept on the internal medium.

They are built when a package is accepted and read at every start, each checked by its digest; a
table that is missing, damaged or of another budget is built again, and the others with it. Three
files of ``table_bytes`` each, read and written one after the other: no two lie in memory beside the
tables that they become.
"""

from collections.abc import Iterator

from device.electionguard.ballot import ElectionKeys
from device.electionguard.parameters import Group
from device.electionguard.powers import TablePowers, build_table_powers, load_table_powers
from device.electionguard.tables import FRAME_BYTES, rows_for_budget, table_bytes, table_to_bytes
from device.errors import FormatError, MediumError, StorageError
from device.hal import Medium
from device.polls.rooms import Progress

TABLE_FOLDER = "tables"
_NAMES = tuple(f"{TABLE_FOLDER}/{name}.bin" for name in ("g", "vote_key", "data_key"))


def tables_for(
    medium: Medium, group: Group, keys: ElectionKeys, budget_bytes: int, progress: Progress
) -> tuple[TablePowers, bool]:
    """The tables of ``keys``, and whether they had to be built (and were kept) now.

    A medium that cannot keep them is no reason not to vote: they are built again at the next
    start. Building the default tables takes seconds, reading them well under one.
    """
    progress("tables", 0.0)
    stored = _stored(medium, group, budget_bytes)
    try:
        return load_table_powers(group, keys, budget_bytes, stored), False
    except (StorageError, MediumError, FormatError):
        pass  # missing, damaged, or of an election or a budget that is gone: built anew
    powers = build_table_powers(
        group, keys, budget_bytes, lambda done, rows: progress("tables", done / rows)
    )
    _keep(medium, powers)
    return powers, True


def _stored(medium: Medium, group: Group, budget_bytes: int) -> Iterator[bytes]:
    for name, rows in zip(_NAMES, rows_for_budget(group, budget_bytes), strict=True):
        yield medium.read_file(name, FRAME_BYTES + table_bytes(group, rows))


def _keep(medium: Medium, powers: TablePowers) -> None:
    try:
        medium.remove_tree(TABLE_FOLDER)
        for name, table in zip(_NAMES, powers.tables, strict=True):
            medium.write_file(name, table_to_bytes(table))
    except MediumError:
        return
