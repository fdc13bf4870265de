"""``sealmark-sim office new``: found an election office in a folder, ready for election day.

::

    DIR/package.zip                    for the terminals
    DIR/authority.pub                  minisign public key that terminals are told to trust
    DIR/secret/authority.key           Ed25519, PKCS #8 in PEM
    DIR/secret/guardian_<i>.json       what guardian i keeps
    DIR/secret/pins.json               {"poll_worker", "election_official"}
    DIR/secret/device/identity/...     only when no terminal was named: the internal medium of one
                                       that the office provisioned itself, for a simulator to install
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from device.election.election import Chaining
from device.election.identity import Identity, identity_files
from device.election.settings import DeviceEntry
from device.electionguard.randomness import Random
from device.errors import InputError, StateError
from device.formats.canonical import canonical_bytes
from device.formats.minisign import public_key_file, public_key_of
from hal_sim.office.election_file import EXAMPLE_FILE, read_election_file
from hal_sim.office.election_office import Preparation, prepare_election
from hal_sim.office.guardian_secret import secret_file

DEFAULT_GUARDIANS = 5
DEFAULT_QUORUM = 3
DEFAULT_DEVICE_ID = "T-0001"
DEFAULT_DEVICE_INFORMATION = "Sealmark voting terminal T-0001, simulated"
AUTHORITY_NAME = "authority.pub"
PACKAGE_NAME = "package.zip"
SECRET_FOLDER = "secret"  # noqa: S105  a folder, not a password
AUTHORITY_KEY_NAME = f"{SECRET_FOLDER}/authority.key"
PINS_NAME = f"{SECRET_FOLDER}/pins.json"
DEVICE_FOLDER = f"{SECRET_FOLDER}/device"
"""Laid out as on a terminal's internal medium."""

_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class OfficeOptions:
    """What ``office new`` is told. Without ``devices`` the office provisions one terminal itself."""

    guardians: int = DEFAULT_GUARDIANS
    quorum: int = DEFAULT_QUORUM
    chaining: Chaining = Chaining.NONE
    election_file: Path = EXAMPLE_FILE
    devices: Sequence[DeviceEntry] = ()


def new_office(folder: Path, options: OfficeOptions, random: Random) -> Preparation:
    """Make everything and write it below ``folder``, which must be new or empty.

    ``random`` is a source of random bytes such as ``os.urandom``. Raises InputError for an election
    that terminals would refuse, StateError if the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StateError(f"{folder} is not empty; an election office needs a folder of its own.")
    source = read_election_file(_read(options.election_file), options.election_file.name)
    authority = Ed25519PrivateKey.from_private_bytes(random(_SEED_BYTES))
    devices, device_files = options.devices, dict[str, bytes]()
    if not devices:
        identity = Identity(
            DEFAULT_DEVICE_ID,
            DEFAULT_DEVICE_INFORMATION,
            Ed25519PrivateKey.from_private_bytes(random(_SEED_BYTES)),
            public_key_of(authority),
        )
        devices = [identity.entry]
        device_files = {f"{DEVICE_FOLDER}/{name}": data for name, data in identity_files(identity).items()}
    preparation = prepare_election(
        source, devices, options.guardians, options.quorum, options.chaining, authority, random
    )
    _write(folder, {**office_files(preparation), **device_files})
    return preparation


def office_files(preparation: Preparation) -> dict[str, bytes]:
    """The files of the office by path; those below ``secret/`` are for the office alone."""
    pem = preparation.authority.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pins = {role.value: pin for role, pin in preparation.pins.items()}
    files = {
        PACKAGE_NAME: preparation.package,
        AUTHORITY_NAME: public_key_file(preparation.authority_key, "Sealmark election authority"),
        AUTHORITY_KEY_NAME: pem,
        PINS_NAME: canonical_bytes(pins),
    }
    for secret in preparation.ceremony.secrets:
        files[f"{SECRET_FOLDER}/guardian_{secret.index}.json"] = secret_file(secret)
    return files


def office_lines(folder: Path, preparation: Preparation) -> tuple[str, ...]:
    """What the command prints when it is done; no secret."""
    election = preparation.election
    parameters = election.parameters
    chaining = "simple chaining" if parameters.chaining is Chaining.SIMPLE else "no chaining"
    lines = [
        f"Election {election.election_id}: {election.manifest.label}",
        f"{parameters.guardians} guardians, any {parameters.quorum} of them can decrypt; {chaining}",
        f"{len(election.settings.devices)} terminal(s): "
        + ", ".join(entry.device_id for entry in election.settings.devices),
        f"Package for the terminals: {folder / PACKAGE_NAME}",
        f"Key that terminals trust:  {folder / AUTHORITY_NAME}",
        f"Keep for yourself:         {folder / SECRET_FOLDER}",
    ]
    if parameters.chaining is Chaining.SIMPLE:
        lines.append("Note: with chaining the order of the encrypted ballots becomes public.")
    return tuple(lines)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    with _naming(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            secret = name.startswith(f"{SECRET_FOLDER}/")
            _make_folder(folder, Path(name).parent)
            path = folder / name
            path.touch(mode=0o600 if secret else 0o644, exist_ok=False)
            path.write_bytes(content)


def _make_folder(folder: Path, inner: Path) -> None:
    for parent in (*reversed(inner.parents), inner):
        (folder / parent).mkdir(mode=0o700, exist_ok=True)


def _read(path: Path) -> bytes:
    with _naming(path):
        return path.read_bytes()


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise InputError(f"{path}: {exc.strerror}.") from exc
