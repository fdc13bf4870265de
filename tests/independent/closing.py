"""closing.json: the counts, the Merkle root and the chain (RFC 6962; EG 2.1.0 Verification 8.D to 8.G)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from independent.arithmetic import b4, hash_h
from independent.ballots import STATES, Ballot
from independent.election import Election
from independent.findings import require
from independent.package import Device
from independent.signing import verify_object
from independent.strict_json import items, members, number, octets, read


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over SHA-256."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def verify_closing(
    election: Election, device: Device, ballots: Mapping[str, Ballot], h_di: bytes, data: bytes
) -> dict[str, Any]:
    """Everything in closing.json but the chain's order. Raises Refused."""
    chained = ("chain", "closing_hash") if election.chaining_mode else ()
    counts = ("ballots", "cast", "challenged", "spoiled")
    value = members(read(data), "device_id", *counts, "ballots_root", *chained, "signature")
    require(value["device_id"] == device.device_id, "is of another device")
    verify_object(device.signing_key, value)
    require(
        number(value["ballots"]) == len(ballots), f"counts {value['ballots']} ballots, not {len(ballots)}"
    )
    for state in STATES:
        there = sum(ballot.state == state for ballot in ballots.values())
        require(
            number(value[state.lower()]) == there, f"counts {value[state.lower()]} {state}, not {there}"
        )
    root = tree_hash([ballots[code].data for code in sorted(ballots)])
    require(octets(value["ballots_root"], 32) == root, "has another Merkle root")
    if chained:
        chain = [octets(code, 32) for code in items(value["chain"])]
        first_field = b4(1) + h_di
        last = chain[-1] if chain else hash_h(election.h_e, 0x29, first_field)
        # (78) B_C = 00000001 || H(H_E; 0x2B, H_l, B_C,0); (77) H(H_E; 0x29, B_C)
        closing_field = b4(1) + hash_h(election.h_e, 0x2B, last, first_field)
        closing_hash = hash_h(election.h_e, 0x29, closing_field)
        require(octets(value["closing_hash"], 32) == closing_hash, "has another closing hash (8.G)")
    return value


def verify_chain(
    election: Election, ballots: Mapping[str, Ballot], h_di: bytes, chain: Sequence[str]
) -> None:
    """The chaining field of every ballot. Raises Refused."""
    if election.chaining_mode == 0:
        # (73) B_C = 00000000 || H_DI
        strays = [code[:8] for code, b in ballots.items() if b.chaining_field != b4(0) + h_di]
        require(not strays, f"ballots {strays} have another chaining field (8.D)")
        return
    require(sorted(chain) == sorted(ballots), "the chain names other ballots than there are")
    previous = hash_h(election.h_e, 0x29, b4(1), h_di)
    for code in chain:
        # (76) B_C,j = 00000001 || H_(j-1)
        require(ballots[code].chaining_field == b4(1) + previous, f"{code[:8]} does not follow (8.E)")
        previous = bytes.fromhex(code)
