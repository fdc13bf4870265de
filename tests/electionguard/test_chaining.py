"""Chaining fields and hashes, each recomputed with hmac alone (EG 2.1.0 sec. 3.4.4)."""

import hmac

import pytest

from device.electionguard.chaining import (
    closing_hash,
    initial_code,
    initial_field,
    next_field,
    no_chaining_field,
)

H_E = bytes(range(32))
H_DI = bytes(range(32, 64))
CODE = bytes(range(64, 96))


def mac(key, message):
    return hmac.new(key, message, "sha256").digest()


def test_without_chaining_the_field_is_the_device():
    assert no_chaining_field(H_DI) == bytes.fromhex("00000000") + H_DI


def test_a_chain_starts_from_its_device():
    assert initial_field(H_DI) == bytes.fromhex("00000001") + H_DI
    assert initial_code(H_E, H_DI) == mac(H_E, b"\x29\x00\x00\x00\x01" + H_DI)


def test_a_link_holds_the_code_before_it():
    assert next_field(CODE) == bytes.fromhex("00000001") + CODE


@pytest.mark.parametrize("last", [CODE, initial_code(H_E, H_DI)], ids=["after a ballot", "empty"])
def test_a_chain_is_closed_over_its_last_code(last):
    inner = mac(H_E, b"\x2b" + last + b"\x00\x00\x00\x01" + H_DI)
    assert closing_hash(H_E, H_DI, last) == mac(H_E, b"\x29\x00\x00\x00\x01" + inner)


def test_codes_of_the_wrong_length_are_refused():
    for wrong in (b"", CODE[:-1], CODE + b"\0"):
        for call in (no_chaining_field, initial_field, next_field):
            with pytest.raises(ValueError, match="32 bytes"):
                call(wrong)
        with pytest.raises(ValueError, match="32 bytes"):
            closing_hash(H_E, H_DI, wrong)
