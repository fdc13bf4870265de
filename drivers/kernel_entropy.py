"""The entropy role on Linux: the kernel's generator, watched."""

import os

from drivers.watched_entropy import WatchedEntropy


class KernelEntropy(WatchedEntropy):
    """``getrandom(2)``, which blocks until the kernel is seeded."""

    def __init__(self) -> None:
        super().__init__(os.getrandom)
