"""``make test-vm``: the guest tests in a virtual machine with Debian's kernel and real drivers.

Arguments are handed to pytest in the machine, as ``-k pulled`` or the path of one file of tests.
``SEALMARK_VM_CUTS`` is how many power cuts are tried on each file system (20).
The exit status is pytest's, or 1 when the machine did not get that far, or 2 when there cannot be one
here.
"""

import hashlib
import html
import os
import platform
import re
import resource
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from vm.initrd import initrd
from vm.kernel import CannotRun, Kernel, debian_kernel
from vm.machine import command, run

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
CACHE = PROJECT / "build" / "vm"
GUEST_TESTS = "tests/vm/guest"
LIMIT_S = 900.0
FIRST_MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay")
"""What the start needs before the kernel's other modules are in reach."""
BROKE, NO_MACHINE = 1, 2


def main() -> int:
    """Prepare, run, report."""
    began = time.monotonic()
    try:
        _expect_tools()
        kernel = debian_kernel(CACHE)
    except CannotRun as problem:
        print(f"make test-vm cannot run: {problem}", file=sys.stderr)
        return NO_MACHINE
    share = _share(sys.argv[1:])
    ended = run(command(kernel, _initrd(kernel), share), share / "console.log", LIMIT_S)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"vm: {kernel.release} under TCG, {time.monotonic() - began:.0f} s in all,"
        f" {used.ru_utime + used.ru_stime:.0f} s of processor time; results in {share}"
    )
    for figure in _figures(share / "junit.xml"):
        print(f"vm: {figure}")
    if not ended:
        print(
            f"The virtual machine was still at work after {LIMIT_S:.0f} s and was ended.", file=sys.stderr
        )
        return BROKE
    status = share / "status"
    if not status.exists():
        print(f"The virtual machine ended before its tests did; see {share}/console.log.", file=sys.stderr)
        return BROKE
    return int(status.read_text(encoding="ascii"))


def _figures(report: Path) -> list[str]:
    """What the tests counted, from pytest's own report."""
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    return [html.unescape(found) for found in re.findall(r'<property name="figure" value="([^"]*)"', text)]


def _expect_tools() -> None:
    """Raises CannotRun unless this is Debian on amd64 with all packages of the list."""
    if platform.machine() != "x86_64":
        raise CannotRun("it emulates an amd64 machine with the files of this one, which is none.")
    if shutil.which("dpkg-query") is None:
        raise CannotRun("it needs Debian, whose kernel it boots.")
    wanted = (HERE / "debian-packages.txt").read_text(encoding="ascii").split()
    missing = [name for name in wanted if not _installed(name)]
    if missing:
        names = " ".join(missing)
        raise CannotRun(
            f"Debian packages are missing:\n  sudo apt-get install --no-install-recommends {names}"
        )


def _installed(package: str) -> bool:
    asked = ["dpkg-query", "-W", "-f=${Status}", package]
    return "ok installed" in subprocess.run(asked, check=False, capture_output=True, text=True).stdout


def _initrd(kernel: Kernel) -> Path:
    """The start's files, built when the kernel or the script is another than last time."""
    init = HERE / "init.sh"
    path = kernel.folder / f"initrd-{hashlib.sha256(init.read_bytes()).hexdigest()[:16]}"
    if not path.exists():
        path.write_bytes(initrd(Path("/bin/busybox"), init, kernel.with_needed(FIRST_MODULES)))
    return path


def _share(arguments: list[str]) -> Path:
    """An empty folder for results, with what the machine is to do."""
    share = CACHE / "results"
    shutil.rmtree(share, ignore_errors=True)
    share.mkdir(parents=True)
    shutil.copy(HERE / "guest.sh", share)
    if not any(each.startswith(GUEST_TESTS) for each in arguments):
        arguments = [GUEST_TESTS, *arguments]
    values = {"project": PROJECT, "python": sys.executable, "arguments": shlex.join(arguments)}
    values["cuts"] = os.environ.get("SEALMARK_VM_CUTS", "20")
    job = "".join(f"{name}={shlex.quote(str(value))}\n" for name, value in values.items())
    (share / "job").write_text(job, encoding="utf-8")
    return share


if __name__ == "__main__":
    sys.exit(main())
