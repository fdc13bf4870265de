"""The exponent tables of the loaded election, kept on the internal medium.

They are built when a package is accepted and read at every start, each checked by its digest; a
table that is missing or damaged is built again. Three files of ``table_bytes`` each.
"""

from device.electionguard.ballot import ElectionKeys
from device.electionguard.parameters import Group
from device.electionguard.powers import TablePowers, build_table_powers, load_table_powers
from device.electionguard.tables import MAX_WIDTH_BITS, table_bytes, width_for_budget
from device.errors import FormatError, MediumError, StorageError
from device.hal import Medium
from device.polls.rooms import Progress

TABLE_FOLDER = "tables"
_NAMES = tuple(f"{TABLE_FOLDER}/{name}.bin" for name in ("g", "vote_key", "data_key"))
_FRAME_BYTES = 1024


def tables_for(
    medium: Medium, group: Group, keys: ElectionKeys, budget_bytes: int, progress: Progress
) -> tuple[TablePowers, bool]:
    """The tables of ``keys``, and whether they had to be built (and were kept) now.

    A medium that cannot keep them is no reason not to vote: they are built again at the next
    start. Takes seconds to build, and about as long to read 100 MiB.
    """
    progress("tables", 0.0)
    stored = _stored(medium, group)
    if stored is not None:
        try:
            return load_table_powers(group, keys, stored), False
        except StorageError:
            pass  # damaged, or of an election that is gone: both are built anew
    width_bits = width_for_budget(group, budget_bytes)
    powers = build_table_powers(group, keys, width_bits, lambda done, rows: progress("tables", done / rows))
    _keep(medium, powers)
    return powers, True


def _stored(medium: Medium, group: Group) -> tuple[bytes, bytes, bytes] | None:
    limit = table_bytes(group, MAX_WIDTH_BITS) + _FRAME_BYTES
    try:
        if not all(medium.has(name) for name in _NAMES):
            return None
        g, vote_key, data_key = (medium.read_file(name, limit) for name in _NAMES)
    except (MediumError, FormatError):
        return None
    return g, vote_key, data_key


def _keep(medium: Medium, powers: TablePowers) -> None:
    try:
        medium.remove_tree(TABLE_FOLDER)
        for name, data in zip(_NAMES, powers.to_bytes(), strict=True):
            medium.write_file(name, data)
    except MediumError:
        return
