"""These tests want a kernel with drivers to spare, and the right to break what they are given."""

import os
import sys

import pytest
from vm.gadget_printer import GadgetPrinter

IN_MACHINE = os.environ.get("SEALMARK_VM") == "1"


@pytest.fixture(autouse=True, scope="session")
def _in_the_virtual_machine() -> None:
    if not IN_MACHINE:
        pytest.skip("needs a virtual machine with USB, FAT and a screen; run `make test-vm`")


@pytest.fixture(scope="session")
def paper() -> GadgetPrinter:
    """The printer on this machine's USB port: one for all tests, because it cannot be closed."""
    return GadgetPrinter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tell a failure at once: the machine may be ended before the run's own summary."""
    if report.failed and IN_MACHINE:
        sys.stdout.write(f"\n{report.nodeid}\n{report.longreprtext}\n")
