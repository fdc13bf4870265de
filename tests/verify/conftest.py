"""Small election records, made once for all tests of the verification."""

from pathlib import Path

import pytest
from support.record_surgery import Files, files_of
from support.small_records import ONE_OF_EACH, small_record

from device.election.election import Chaining


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record without chaining, as it stands on a stick. Nobody may change it."""
    return small_record(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def chained_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same votes with simple chaining."""
    return small_record(tmp_path_factory.mktemp("chained"), ONE_OF_EACH, Chaining.SIMPLE)


@pytest.fixture(scope="module")
def honest(folder: Path) -> Files:
    return files_of(folder)


@pytest.fixture(scope="module")
def chained(chained_folder: Path) -> Files:
    return files_of(chained_folder)
