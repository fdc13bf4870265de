"""These tests want a kernel with drivers to spare, and the right to break what they are given."""

import os

import pytest
from vm.gadget_printer import GadgetPrinter


@pytest.fixture(autouse=True, scope="session")
def _in_the_virtual_machine() -> None:
    if os.environ.get("SEALMARK_VM") != "1":
        pytest.skip("needs a virtual machine with USB, FAT and a screen; run `make test-vm`")


@pytest.fixture(scope="session")
def paper() -> GadgetPrinter:
    """The printer on this machine's USB port: one for all tests, because it cannot be closed."""
    return GadgetPrinter()
