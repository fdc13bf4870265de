"""Costly things of the encryption's tests, made once."""

import pytest
from support.engine_ballots import keys_for

from device.electionguard.parameters import STANDARD
from device.electionguard.powers import TablePowers, build_table_powers


@pytest.fixture(scope="session")
def standard_tables() -> TablePowers:
    """Tables of the standard group for ``keys_for(STANDARD)``."""
    return build_table_powers(STANDARD, keys_for(STANDARD), 4 << 20)
