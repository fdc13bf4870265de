"""Where the terminal keeps the accepted package: its exact bytes, accepted anew at each start."""

import re
from hashlib import sha256

from device.election.election import Election
from device.election.identity import Identity
from device.election.package import accept_package
from device.election.package_archive import MAX_PACKAGE_BYTES
from device.errors import PackageError, StateError, StorageError
from device.hal import Medium

PACKAGE_FOLDER = "package"
PACKAGE_NAME = f"{PACKAGE_FOLDER}/package.zip"
DIGEST_NAME = f"{PACKAGE_FOLDER}/package.sha256"
"""SHA-256 of the package in lower-case hex, written last: with it the package is whole."""

_DIGEST_CHARACTERS = 64
_DIGEST = re.compile(rb"[0-9a-f]{64}\Z")


def accept_for(data: bytes, identity: Identity) -> Election:
    """The election in ``data`` for this very terminal. Raises InputError if it is refused.

    What the office calls the terminal is hashed into every code (EG 2.1.0 eq. (72)), so it has to
    be what the terminal calls itself.
    """
    election = accept_package(data, identity.authority_key, identity.device_id, identity.public_key)
    if election.settings.device(identity.device_id) != identity.entry:
        raise PackageError(
            "The election package is refused: it describes this terminal otherwise than the terminal was "
            "provisioned; give the election office what 'sealmark identity' prints."
        )
    return election


class PackageStore:
    """One election package on the internal medium.

    A power cut leaves no package or a whole one: never a part that is taken for one.
    """

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    def accept(self, data: bytes, identity: Identity) -> Election:
        """Accept ``data`` for this terminal and keep it.

        Raises InputError if it is refused (nothing is kept then), StateError if a package is there
        already, MediumError.
        """
        election = accept_for(data, identity)
        if self.is_loaded():
            raise StateError("An election package is loaded already; remove it before loading another.")
        self._medium.remove_tree(PACKAGE_FOLDER)
        self._medium.write_file(PACKAGE_NAME, data)
        self._medium.write_file(DIGEST_NAME, sha256(data).hexdigest().encode("ascii"))
        return election

    def is_loaded(self) -> bool:
        """Whether a whole package was kept. Raises MediumError."""
        return self._digest() is not None

    def load(self, identity: Identity) -> Election | None:
        """The kept election, accepted again; None when there is none.

        Raises StorageError when the bytes are not those that were kept, InputError when this
        terminal would not accept them any more, MediumError.
        """
        digest = self._digest()
        if digest is None:
            return None
        data = self._medium.read_file(PACKAGE_NAME, MAX_PACKAGE_BYTES)
        if digest != sha256(data).hexdigest().encode("ascii"):
            raise StorageError("The stored election package is damaged; remove it and load it again.")
        return accept_for(data, identity)

    def remove(self) -> None:
        """Forget the package; nothing there is no error. Raises MediumError."""
        self._medium.remove_tree(PACKAGE_FOLDER)

    def _digest(self) -> bytes | None:
        """The digest of the kept package; None if none was kept, or a power cut stopped its keeping."""
        if not self._medium.has(DIGEST_NAME):
            return None
        digest = self._medium.read_file(DIGEST_NAME, _DIGEST_CHARACTERS)
        return digest if _DIGEST.match(digest) else None
