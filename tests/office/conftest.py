"""The honest tally of a small election day, made once."""

import pytest
from support.small_tally import made


@pytest.fixture(scope="session")
def honest() -> bytes:
    return made()
