"""The machine has what the other tests take for granted."""

import subprocess
from pathlib import Path


def test_file_systems_of_sticks_are_in_this_kernel():
    for name in ("vfat", "exfat", "ext4"):
        subprocess.run(["modprobe", name], check=True)
    known = Path("/proc/filesystems").read_text(encoding="ascii").split()
    assert {"vfat", "exfat", "ext4"} <= set(known)
