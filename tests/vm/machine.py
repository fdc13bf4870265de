"""The virtual machine itself: QEMU's command line, its console, and its end at the latest after a while.

KVM is never asked for: on hosts that are virtual themselves /dev/kvm may be there and not work.
"""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

from vm.kernel import Kernel

MEMORY_MIB = 2048
PROCESSORS = 2


def command(kernel: Kernel, initrd: Path, share: Path) -> list[str]:
    """How QEMU is called. A panic ends the machine, as switching off does."""
    line = "console=ttyS0 quiet loglevel=3 panic=-1 nowatchdog mitigations=off random.trust_cpu=on"
    line += " vt.global_cursor_default=0"
    return [
        *("setpriv", "--pdeathsig", "KILL"),  # no machine outlives whoever started it
        "qemu-system-x86_64",
        *("-machine", "q35", "-accel", "tcg,thread=multi,tb-size=512", "-cpu", "Nehalem"),
        *("-smp", str(PROCESSORS), "-m", str(MEMORY_MIB)),
        *("-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"),
        *("-serial", "stdio", "-device", "virtio-rng-pci"),
        *("-device", "VGA,xres=1280,yres=800"),
        *("-kernel", str(kernel.image), "-initrd", str(initrd), "-append", line),
        *_folder("host", Path("/"), read_only=True),
        *_folder("kernel", kernel.modules.parent, read_only=True),
        *_folder("share", share, read_only=False),
    ]


def _folder(tag: str, path: Path, *, read_only: bool) -> list[str]:
    escaped = str(path).replace(",", ",,")
    options = f"local,id={tag},path={escaped},security_model=none,multidevs=remap"
    if read_only:
        options += ",readonly=on"
    return ["-fsdev", options, "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]


def run(call: list[str], console: Path, limit_s: float) -> bool:
    """Run the machine, show its console and keep it in a file; whether it ended by itself in time.

    It is gone when this returns or raises.
    """
    expired = False
    with (
        console.open("wb") as kept,
        subprocess.Popen(call, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process,
    ):

        def expire() -> None:
            nonlocal expired
            expired = True
            process.kill()

        timer = Timer(limit_s, expire)
        timer.start()
        previous = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            assert process.stdout is not None
            while part := process.stdout.read1():
                for file in (kept, sys.stdout.buffer):
                    file.write(part.replace(b"\r\n", b"\n"))
                    file.flush()
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            signal.signal(signal.SIGTERM, previous)
    return not expired
