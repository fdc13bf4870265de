"""Hashes as others published them; provenance stands in the vector file."""

import json
from pathlib import Path

import pytest
from gmpy2 import mpz

from device.electionguard.hashing import (
    device_information_hash,
    election_base_hash,
    extended_base_hash,
    parameter_base_hash,
)
from device.electionguard.parameters import STANDARD

VECTORS = Path(__file__).parent / "vectors"
PUBLISHED = json.loads((VECTORS / "published.json").read_text(encoding="utf-8"))


def test_base_hash_of_the_published_manifest():
    manifest = (VECTORS / PUBLISHED["manifest"]).read_bytes()
    h_p = parameter_base_hash(STANDARD, PUBLISHED["guardians"], PUBLISHED["quorum"])
    assert election_base_hash(h_p, manifest).hex().upper() == PUBLISHED["H_B"]


@pytest.mark.parametrize("election", PUBLISHED["elections"])
def test_extended_base_hash_of_the_published_keys(election):
    h_b = bytes.fromhex(PUBLISHED["H_B"])
    keys = (mpz(int(election["K"], 16)), mpz(int(election["K_hat"], 16)))
    assert extended_base_hash(STANDARD, h_b, *keys).hex().upper() == election["H_E"]


def test_device_information_hash_of_the_published_device():
    election = PUBLISHED["elections"][1]
    hashed = device_information_hash(bytes.fromhex(election["H_E"]), election["S_device"])
    assert hashed.hex().upper() == election["H_DI"]


def test_other_inputs_give_other_hashes():
    h_b = bytes.fromhex(PUBLISHED["H_B"])
    vote_key, data_key = (mpz(int(PUBLISHED["elections"][0][name], 16)) for name in ("K", "K_hat"))
    hashed = extended_base_hash(STANDARD, h_b, data_key, vote_key)
    assert hashed.hex().upper() != PUBLISHED["elections"][0]["H_E"]
