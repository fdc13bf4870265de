"""Verifications 5.A and 8.C to 8.G: what holds among ballots, and between ballots and their device."""

from collections.abc import Iterable, Mapping, Sequence

from device.electionguard.chaining import closing_hash, initial_code, next_field, no_chaining_field
from device.electionguard.hashing import device_information_hash
from device.electionguard.verify_finding import Finding


def verify_unique_identifiers(identifiers: Iterable[bytes]) -> list[Finding]:
    """Verification 5.A over the id_B of all ballots, of all devices together, in one order.

    ``where`` counts from 1 in that order.
    """
    seen: set[bytes] = set()
    findings = []
    for position, id_b in enumerate(identifiers, start=1):
        if id_b in seen:
            findings.append(Finding("5.A", f"ballot {position}", "an earlier ballot has its identifier"))
        seen.add(id_b)
    return findings


def verify_device(h_e: bytes, device_information: str, h_di: bytes) -> list[Finding]:
    """Verification 8.C; ``device_information`` is S_device."""
    # EG 2.1.0 (8.C): H_DI = H(H_E; 0x2A, S_device)
    if h_di == device_information_hash(h_e, device_information):
        return []
    return [Finding("8.C", "device", "H_DI does not follow from the device information")]


def verify_no_chaining(h_di: bytes, chaining_field: bytes) -> list[Finding]:
    """Verification 8.D for one ballot of a device without chaining."""
    # EG 2.1.0 (8.D): B_C = 0x00000000 || H_DI
    if chaining_field == no_chaining_field(h_di):
        return []
    return [Finding("8.D", "ballot", "the chaining field is not this device's")]


def verify_chain(
    h_e: bytes,
    h_di: bytes,
    h_0: bytes,
    chain: Sequence[bytes],
    chaining_fields: Mapping[bytes, bytes],
    closing: bytes,
) -> list[Finding]:
    """Verifications 8.E to 8.G for one device with simple chaining.

    ``chain``: all confirmation codes in the order they were made. ``chaining_fields``: the chaining
    field of every ballot of the device by its confirmation code. ``closing``: the closing hash.
    """
    findings = []
    # EG 2.1.0 (8.F): H_0 = H(H_E; 0x29, B_C,0) with B_C,0 = 0x00000001 || H_DI
    start = initial_code(h_e, h_di)
    if h_0 != start:
        findings.append(Finding("8.F", "device", "H_0 does not follow from H_E and H_DI"))
    findings += _verify_links(start, chain, chaining_fields)
    # EG 2.1.0 (8.G); an empty chain closes with H_0 in the place of H_l
    if closing != closing_hash(h_e, h_di, chain[-1] if chain else start):
        findings.append(Finding("8.G", "device", "the closing hash is not that of this chain"))
    return findings


def _verify_links(
    start: bytes, chain: Sequence[bytes], chaining_fields: Mapping[bytes, bytes]
) -> list[Finding]:
    findings = []
    if len(set(chain)) != len(chain):
        findings.append(Finding("8.E", "chain", "a ballot stands in the chain twice"))
    if set(chain) != set(chaining_fields):
        findings.append(
            Finding("8.E", "chain", "the chain does not hold exactly the ballots of the device")
        )
    previous = start
    for position, code in enumerate(chain, start=1):
        # EG 2.1.0 (8.E): B_C,j = 0x00000001 || H_j-1
        if code in chaining_fields and chaining_fields[code] != next_field(previous):
            findings.append(
                Finding("8.E", f"link {position}", "the ballot does not follow the one before it")
            )
        previous = code
    return findings
