"""What an election office makes before an election: keys, PINs, and the signed package.

Everything is computed here and nothing is written: ``new.py`` puts it into a folder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.election.election import Chaining, Election, Parameters
from device.election.intake_content import read_content
from device.election.intake_manifest import read_manifest
from device.election.intake_parameters import MAX_GUARDIANS
from device.election.intake_settings import read_settings
from device.election.package import accept_package_for_reading, check_device
from device.election.settings import DeviceEntry, Role
from device.electionguard.hashing import election_base_hash, parameter_base_hash
from device.electionguard.parameters import STANDARD
from device.electionguard.randomness import Random
from device.errors import InputError
from device.formats.minisign import public_key_of
from hal_sim.office.ceremony import Ceremony, hold_ceremony
from hal_sim.office.election_file import ElectionSource
from hal_sim.office.package_writer import PackageParts, package_files, write_package
from hal_sim.office.pins import draw_pin, hash_pin


@dataclass(frozen=True, slots=True)
class Preparation:
    """All that stands before an election: what terminals get, and what the office keeps secret.

    ``election`` is what a terminal makes of ``package``.
    """

    election: Election
    ceremony: Ceremony
    authority_key: bytes
    package: bytes = field(repr=False)
    authority: Ed25519PrivateKey = field(repr=False)
    pins: Mapping[Role, str] = field(repr=False)


def prepare_election(
    source: ElectionSource,
    devices: Sequence[DeviceEntry],
    guardians: int,
    quorum: int,
    chaining: Chaining,
    authority: Ed25519PrivateKey,
    random: Random,
) -> Preparation:
    """Hold the key ceremony, draw PINs, sign the package, and accept it as each terminal would.

    Takes about a second for five guardians. Raises InputError for an election, devices or numbers
    that no terminal would take.
    """
    if not 1 <= quorum <= guardians <= MAX_GUARDIANS:
        raise InputError(f"Take 1 to {MAX_GUARDIANS} guardians, and a quorum of at most all of them.")
    if not devices:
        raise InputError("An election needs at least one terminal.")
    pins = {role: draw_pin(random) for role in Role}
    manifest, content = source.manifest(), source.content()
    settings = source.settings(devices, [hash_pin(role, pin, random) for role, pin in pins.items()])
    # What terminals would refuse is refused here, before the guardians meet.
    accepted = read_manifest(manifest)
    read_content(content, accepted)
    read_settings(settings, accepted)
    h_p = parameter_base_hash(STANDARD, guardians, quorum)
    h_b = election_base_hash(h_p, manifest)
    names = [f"Guardian {index}" for index in range(1, guardians + 1)]
    ceremony = hold_ceremony(STANDARD, h_p, h_b, names, quorum, random)
    parameters = Parameters(guardians, quorum, source.info, source.date, chaining)
    parts = PackageParts(
        parameters, h_p, h_b, ceremony.keys, ceremony.guardians, manifest, content, settings
    )
    package = write_package(package_files(parts), authority)
    trusted = public_key_of(authority)
    election = accept_package_for_reading(package, trusted)
    for device in devices:
        check_device(election.settings, device.device_id, device.signing_key)
    return Preparation(election, ceremony, trusted, package, authority, pins)
