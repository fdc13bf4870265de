"""``sealmark-sim office new``: found an election office in a folder, ready for election day.

::

    DIR/package.zip                    for the terminals
    DIR/authority.pub                  minisign public key that terminals are told to trust
    DIR/secret/authority.key           Ed25519, PKCS #8 in PEM
    DIR/secret/guardian_<i>.json       what guardian i keeps
    DIR/secret/share_exchange.json     the guardians' encrypted shares: with it k secrets suffice
    DIR/secret/pins.json               {"poll_worker", "election_official"}
    DIR/secret/device/identity/...     only when no terminal was named: the internal medium of one
                                       that the office provisioned itself, for a simulator to install

Terminals that are provisioned before the election need the authority's key first: ``new_authority``
makes it, the terminals are provisioned with ``authority.pub``, and ``new_office`` on the same folder
goes on with that key.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from device.election.election import Chaining
from device.election.identity import Identity, identity_files
from device.election.settings import DeviceEntry
from device.electionguard.randomness import Random
from device.errors import FormatError, InputError, StateError
from device.formats.canonical import canonical_bytes
from device.formats.minisign import parse_public_key, public_key_file, public_key_of
from hal_sim.office.election_file import EXAMPLE_FILE, read_election_file
from hal_sim.office.election_office import Preparation, prepare_election
from hal_sim.office.guardian_secret import secret_file
from hal_sim.office.key_shares import EXCHANGE_NAME, exchange_file

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
    """Make everything and write it below ``folder``, new, empty, or made by ``new_authority``.

    ``random`` is a source of random bytes such as ``os.urandom``. Raises InputError for an election
    that terminals would refuse, StateError if the folder holds something else already.
    """
    authority = _kept_authority(folder)
    source = read_election_file(_read(options.election_file), options.election_file.name)
    if authority is None:
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
    files = {**authority_files(authority), **office_files(preparation), **device_files}
    _write(folder, {name: data for name, data in files.items() if not (folder / name).exists()})
    return preparation


def new_authority(folder: Path, random: Random) -> bytes:
    """Make the authority's key alone, before any election; returns the 32 bytes of the public one.

    Raises StateError if the folder is not empty, InputError if it cannot be written.
    """
    if _holdings(folder):
        raise StateError(f"{folder} is not empty; an election office needs a folder of its own.")
    authority = Ed25519PrivateKey.from_private_bytes(random(_SEED_BYTES))
    _write(folder, authority_files(authority))
    return public_key_of(authority)


def authority_files(authority: Ed25519PrivateKey) -> dict[str, bytes]:
    """The authority's public and private key files by path."""
    return {
        AUTHORITY_NAME: public_key_file(public_key_of(authority), "Sealmark election authority"),
        AUTHORITY_KEY_NAME: authority.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    }


def office_files(preparation: Preparation) -> dict[str, bytes]:
    """The other files of the office by path; those below ``secret/`` are for the office alone."""
    pins = {role.value: pin for role, pin in preparation.pins.items()}
    files = {PACKAGE_NAME: preparation.package, PINS_NAME: canonical_bytes(pins)}
    for secret in preparation.ceremony.secrets:
        files[f"{SECRET_FOLDER}/guardian_{secret.index}.json"] = secret_file(secret)
    files[f"{SECRET_FOLDER}/{EXCHANGE_NAME}"] = exchange_file(preparation.ceremony.exchange)
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


def _kept_authority(folder: Path) -> Ed25519PrivateKey | None:
    """The key that ``new_authority`` left in ``folder``; None where nothing stands yet."""
    holdings = _holdings(folder)
    if not holdings:
        return None
    if holdings != {AUTHORITY_NAME, SECRET_FOLDER, AUTHORITY_KEY_NAME}:
        raise StateError(f"{folder} is not empty; an election office needs a folder of its own.")
    name = AUTHORITY_KEY_NAME
    try:
        key = load_pem_private_key(_read(folder / name), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise FormatError(f"{name} is not a private key in PEM.") from None  # it may be quoted
    if not isinstance(key, Ed25519PrivateKey):
        raise FormatError(f"{name} is not an Ed25519 key.")
    if parse_public_key(_read(folder / AUTHORITY_NAME), AUTHORITY_NAME) != public_key_of(key):
        raise FormatError(f"{AUTHORITY_NAME} does not belong to {name}.")
    return key


def _holdings(folder: Path) -> set[str]:
    """Everything that stands below ``folder``, which may be missing."""
    if folder.exists() and not folder.is_dir():
        raise StateError(f"{folder} is not a folder.")
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


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
