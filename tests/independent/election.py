"""Parameters, hashes, guardians and keys of an election (EG 2.1.0 Verifications 1 to 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import gmpy2
from independent.arithmetic import (
    FixedBase,
    G,
    P,
    Q,
    b4,
    bp,
    bq,
    element,
    hash_h,
    hash_q,
    power,
    scalar,
)
from independent.findings import require
from independent.manifest import Manifest, read_manifest
from independent.strict_json import items, members, number, octets, read, text

VERSION = b"v2.1.0" + bytes(26)
FIXED_FILES = (
    "election_parameters.json",
    "election_manifest_canonical.bin",
    "hashes.json",
    "joint_public_keys.json",
    "extended_base_hash.json",
)


@dataclass(frozen=True)
class Guardian:
    """What one guardian published."""

    vote_commitments: tuple[Any, ...]
    data_commitments: tuple[Any, ...]
    communication_key: Any


@dataclass(frozen=True)
class Election:
    """What every later check is computed from."""

    n: int
    k: int
    chaining_mode: int
    manifest: Manifest
    guardians: tuple[Guardian, ...]
    vote_key: Any
    data_key: Any
    h_e: bytes

    @property
    def name(self) -> str:
        """`<election>`: the first 16 hex digits of H_E."""
        return self.h_e.hex().upper()[:16]

    @cached_property
    def g(self) -> FixedBase:
        """Powers of g."""
        return FixedBase(int(G))

    @cached_property
    def k_powers(self) -> FixedBase:
        """Powers of K."""
        return FixedBase(int(self.vote_key))


def _parameters(data: bytes) -> tuple[int, int, int]:
    value = members(read(data), "fixed_parameters", "varying_parameters")
    names = ("ElectionGuard_Design_Specification_version", "generation_parameters", "field", "group")
    fixed = members(value["fixed_parameters"], *names)
    require(members(fixed[names[0]], "number")["number"] == [2, 1], "is of another version")
    generation = {
        "q_bits_total": 256,
        "p_bits_total": 4096,
        "p_bits_msb_fixed_1": 256,
        "p_middle_bits_source": "ln_2",
        "p_bits_lsb_fixed_1": 256,
    }
    require(members(fixed["generation_parameters"], *generation) == generation, "has another generation")
    require(octets(members(fixed["field"], "q")["q"], 32) == bq(Q), "has another field")
    group = members(fixed["group"], "p", "g", "q")
    require(octets(group["p"], 512) == bp(P) and octets(group["g"], 512) == bp(G), "has another group")
    require(octets(group["q"], 32) == bq(Q), "has another q")
    varying = members(value["varying_parameters"], "n", "k", "info", "date", "ballot_chaining")
    n = number(varying["n"], 1)
    k = number(varying["k"], 1, n)
    text(varying["info"])
    text(varying["date"])
    modes = {"Prohibited": 0, "Required": 1}
    require(varying["ballot_chaining"] in modes, "has an unknown ballot_chaining")
    return n, k, modes[varying["ballot_chaining"]]


def _guardian_proof(h_p: bytes, label: bytes, i: int, keys: list[Any], value: Any) -> None:
    # (2.1)-(2.4): h_j = g^(v_j) K_j^c; (2.C): c = H_q(H_P; 0x10, label, i, K…, κ, h…)
    members(value, "challenge", "responses")
    challenge = scalar(value["challenge"])
    responses = [scalar(item) for item in items(value["responses"], len(keys))]
    commitments = [power(G, v) * power(key, challenge) % P for v, key in zip(responses, keys, strict=True)]
    expected = hash_q(h_p, 0x10, label, b4(i), *map(bp, keys), *map(bp, commitments))
    require(challenge == expected, f"has a {label.decode()} proof that does not hold (2.C)")


def _guardian(h_p: bytes, i: int, k: int, data: bytes) -> Guardian:
    names = (
        "i",
        "name",
        "vote_commitments",
        "data_commitments",
        "communication_key",
        "vote_proof",
        "data_proof",
    )
    value = members(read(data), *names)
    require(value["i"] == i and type(value["i"]) is int, "has another index")
    text(value["name"])
    vote = [element(item) for item in items(value["vote_commitments"], k)]
    data_commitments = [element(item) for item in items(value["data_commitments"], k)]
    kappa = element(value["communication_key"])
    _guardian_proof(h_p, b"pk_vote", i, [*vote, kappa], value["vote_proof"])
    _guardian_proof(h_p, b"pk_data", i, [*data_commitments, kappa], value["data_proof"])
    return Guardian(tuple(vote), tuple(data_commitments), kappa)


def _product(factors: list[Any]) -> Any:
    product = gmpy2.mpz(1)
    for factor in factors:
        product = product * factor % P
    return product


def read_election(files: Mapping[str, bytes]) -> Election:
    """The election from the files that package and record share. Raises Refused."""
    require(all(name in files for name in FIXED_FILES), "lacks a file")
    n, k, mode = _parameters(files["election_parameters.json"])
    raw_manifest = files["election_manifest_canonical.bin"]
    # (4) H_P = H(ver; 0x00, p, q, g, n, k); (5) H_B = H(H_P; 0x01, manifest)
    h_p = hash_h(VERSION, 0x00, bp(P), bq(Q), bp(G), b4(n), b4(k))
    h_b = hash_h(h_p, 0x01, b4(len(raw_manifest)), raw_manifest)
    hashes = members(read(files["hashes.json"]), "h_p", "h_b")
    require(octets(hashes["h_p"], 32) == h_p, "H_P differs (1.E)")
    require(octets(hashes["h_b"], 32) == h_b, "H_B differs (1.F)")
    paths = {f"guardians/guardian_{i}.json" for i in range(1, n + 1)}
    require(
        paths == {name for name in files if name.startswith("guardians/")}, "has other guardians than n"
    )
    guardians = tuple(_guardian(h_p, i, k, files[f"guardians/guardian_{i}.json"]) for i in range(1, n + 1))
    keys = members(read(files["joint_public_keys.json"]), "k", "k_hat")
    vote_key, data_key = element(keys["k"]), element(keys["k_hat"])
    require(vote_key == _product([g.vote_commitments[0] for g in guardians]), "K is not the product (3.A)")
    require(data_key == _product([g.data_commitments[0] for g in guardians]), "K^ is not the product (3.B)")
    # (30) H_E = H(H_B; 0x14, K, K^)
    h_e = hash_h(h_b, 0x14, bp(vote_key), bp(data_key))
    stated = members(read(files["extended_base_hash.json"]), "h_e")["h_e"]
    require(octets(stated, 32) == h_e, "H_E differs (4.A)")
    return Election(n, k, mode, read_manifest(raw_manifest), guardians, vote_key, data_key, h_e)
