"""One encrypted ballot: its form, hashes, code and signature (Verifications 5.B, 8.A, 8.B)."""

from dataclasses import dataclass
from typing import Any

from independent.arithmetic import b4, bq, hash_h, proof_pair
from independent.election import Election
from independent.findings import require
from independent.manifest import Contest
from independent.signing import verify_object
from independent.strict_json import items, members, number, octets, read

_MEMBERS = (
    "ballot_style_ix",
    "ballot_state",
    "id_b",
    "h_i",
    "contests_data_fields_ciphertexts",
    "ballot_nonce_ciphertext",
    "chaining_field",
    "confirmation_code",
    "device_id",
    "signature",
)
STATES = ("Cast", "Challenged", "Spoiled")


@dataclass(frozen=True)
class Ballot:
    """A ballot whose form, hashes and signature hold."""

    data: bytes
    value: dict[str, Any]
    contests: tuple[Contest, ...]
    h_i: bytes

    @property
    def code(self) -> str:
        """The confirmation code, in hex as the file is named."""
        return str(self.value["confirmation_code"])

    @property
    def state(self) -> str:
        """Cast, Challenged or Spoiled."""
        return str(self.value["ballot_state"])

    @property
    def chaining_field(self) -> bytes:
        """B_C, 36 bytes."""
        return bytes.fromhex(self.value["chaining_field"])

    @property
    def encrypted(self) -> list[tuple[Contest, dict[str, Any]]]:
        """Every contest with its ciphertexts and proofs."""
        return list(zip(self.contests, self.value["contests_data_fields_ciphertexts"], strict=True))


def _hashed_contest(h_i: bytes, contest: Contest, value: Any) -> bytes:
    data = ("contest_data",) if contest.blocks else ()
    proofs = ("proof_ballot_correctness", "proof_selection_limit")
    members(value, "contest_ix", "ciphertexts", *proofs, *data, "contest_hash")
    require(value["contest_ix"] == contest.index, "has another contest than its style says")
    number(value["contest_ix"], 1)
    parts = []
    for ciphertext in items(value["ciphertexts"], len(contest.ranges)):
        members(ciphertext, "alpha", "beta")
        parts += [octets(ciphertext["alpha"], 512), octets(ciphertext["beta"], 512)]
    for proof, bound in zip(items(value[proofs[0]], len(contest.ranges)), contest.ranges, strict=True):
        items(proof, bound + 1)
    items(value[proofs[1]], contest.limit + 1)
    if contest.blocks:
        c0, c1, (c, v) = sealed(value["contest_data"], 32 * contest.blocks)
        parts += [c0, c1, bq(c), bq(v)]
    # (70) χ_l = H(H_I; 0x28, l, α_1, β_1, …, C_0, C_1, C_2)
    chi = hash_h(h_i, 0x28, b4(contest.index), *parts)
    require(octets(value["contest_hash"], 32) == chi, f"contest {contest.index}: hash differs (8.A)")
    return chi


def sealed(value: Any, size: int) -> tuple[bytes, bytes, tuple[int, int]]:
    """A hashed ElGamal ciphertext {"c0", "c1", "c2"} over `size` bytes. Raises Refused."""
    members(value, "c0", "c1", "c2")
    return octets(value["c0"], 512), octets(value["c1"], size), proof_pair(value["c2"])


def read_ballot(election: Election, device_id: str, signing_key: bytes, data: bytes) -> Ballot:
    """The ballot in these bytes, everything but its proofs checked. Raises Refused."""
    value = members(read(data), *_MEMBERS)
    require(value["ballot_state"] in STATES, "has an unknown state")
    require(value["device_id"] == device_id, "is of another device")
    contests = election.manifest.of_style(number(value["ballot_style_ix"], 1))
    # (32) H_I = H(H_E; 0x20, id_B)
    h_i = hash_h(election.h_e, 0x20, octets(value["id_b"], 32))
    require(octets(value["h_i"], 32) == h_i, "H_I differs (5.B)")
    encrypted = items(value["contests_data_fields_ciphertexts"], len(contests))
    chis = [_hashed_contest(h_i, c, item) for c, item in zip(contests, encrypted, strict=True)]
    sealed(value["ballot_nonce_ciphertext"], 32)
    # (71) H_C = H(H_I; 0x29, χ_1, …, B_C)
    code = hash_h(h_i, 0x29, *chis, octets(value["chaining_field"], 36))
    require(octets(value["confirmation_code"], 32) == code, "the confirmation code differs (8.B)")
    verify_object(signing_key, value)
    return Ballot(data, value, contests, h_i)
