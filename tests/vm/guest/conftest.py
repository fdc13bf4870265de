"""These tests want a kernel with drivers to spare, and the right to break what they are given."""

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def _in_the_virtual_machine() -> None:
    if os.environ.get("SEALMARK_VM") != "1":
        pytest.skip("needs a virtual machine with USB, FAT and a screen; run `make test-vm`")
