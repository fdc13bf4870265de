"""Debian's own kernel for the virtual machine: fetched by apt, unpacked once, never installed."""

import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

META_PACKAGE = "linux-image-amd64"
_LEFT_OUT = re.compile(
    r"kernel/(sound|drivers/(net|media|infiniband|iio|hwmon|staging|gpu/drm/(amd|i915|nouveau|radeon|gma500)))/"
)
"""Modules of hardware that no test has: two thirds of the package."""


class CannotRun(Exception):
    """Why there is no virtual machine here, and what would help."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """An unpacked kernel: ``folder`` holds ``vmlinuz`` and ``lib/modules/RELEASE``."""

    folder: Path
    release: str

    @property
    def image(self) -> Path:
        return self.folder / "vmlinuz"

    @property
    def modules(self) -> Path:
        return self.folder / "lib" / "modules" / self.release

    def with_needed(self, names: tuple[str, ...]) -> list[Path]:
        """The files of modules and of all they need, in the order in which they can be loaded."""
        needs = _dependencies(self.modules / "modules.dep")
        ordered: list[str] = []
        for name in names:
            _collect(name.replace("-", "_"), needs, ordered)
        return [self.modules / path for path in ordered]


def debian_kernel(cache: Path) -> Kernel:
    """The kernel that this machine's Debian would install; from ``cache`` if it was fetched before.

    Raises CannotRun.
    """
    package = _package_name()
    release = package.removeprefix("linux-image-")
    kernel = Kernel(cache / package, release)
    if not (kernel.folder / "complete").exists():
        shutil.rmtree(kernel.folder, ignore_errors=True)
        kernel.folder.mkdir(parents=True)
        _unpack(_download(package, kernel.folder), kernel)
        subprocess.run(["depmod", "-b", kernel.folder, release], check=True, env=_with_sbin())
        (kernel.folder / "complete").touch()
    return kernel


def _package_name() -> str:
    for attempt in ("lists as they are", "lists fetched anew"):
        if attempt == "lists fetched anew":
            if os.geteuid() != 0:
                break
            subprocess.run(["apt-get", "update", "-qq"], check=False)
        shown = _answer(["apt-cache", "depends", META_PACKAGE])
        found = re.search(r"Depends: (linux-image-[0-9][^\s]*)", shown.stdout)
        if found is not None:
            return found[1]
    raise CannotRun(f"apt knows no package {META_PACKAGE}. Run `apt-get update` as root, then try again.")


def _download(package: str, folder: Path) -> Path:
    fetch = ["apt-get", "download", "-qq", package]
    done = _answer(fetch, folder)
    if done.returncode != 0 and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        done = _answer(fetch, folder)
    if done.returncode != 0:
        raise CannotRun(f"The package {package} could not be fetched: {done.stderr.strip()}")
    return next(folder.glob("*.deb"))


def _answer(call: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(call, check=False, cwd=folder, capture_output=True, text=True)


def _unpack(package: Path, kernel: Kernel) -> None:
    """Take the image and the modules out of the package, and throw the package away."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for entry in archive:
                target = _target(entry.name.removeprefix("./"), kernel)
                data = archive.extractfile(entry) if target is not None and entry.isfile() else None
                if target is not None and data is not None:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("wb") as file:
                        shutil.copyfileobj(data, file)
    package.unlink()
    if not kernel.image.exists():
        raise CannotRun(f"There is no kernel image in the package of {kernel.release}.")


def _target(name: str, kernel: Kernel) -> Path | None:
    """Where a file of the package goes; None for what nobody here needs."""
    name = name.removeprefix("usr/")
    if name == f"boot/vmlinuz-{kernel.release}" or name == f"lib/modules/{kernel.release}/vmlinuz":
        return kernel.image
    if name.startswith("lib/modules/") and not _LEFT_OUT.search(name):
        return kernel.folder / name
    return None


def _dependencies(listing: Path) -> dict[str, tuple[str, list[str]]]:
    """Module name -> its path and the paths of what it needs, from ``modules.dep``."""
    found: dict[str, tuple[str, list[str]]] = {}
    for line in listing.read_text(encoding="ascii").splitlines():
        path, _, needed = line.partition(":")
        found[_name(path)] = (path, needed.split())
    return found


def _collect(name: str, needs: dict[str, tuple[str, list[str]]], ordered: list[str]) -> None:
    if name not in needs:
        return  # built into the kernel
    path, needed = needs[name]
    if path in ordered:
        return
    for other in reversed(needed):
        _collect(_name(other), needs, ordered)
    ordered.append(path)


def _name(path: str) -> str:
    return Path(path).name.partition(".ko")[0].replace("-", "_")


def _with_sbin() -> dict[str, str]:
    return {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
