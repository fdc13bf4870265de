"""Verifications 5.A and 8.C to 8.G: ballots among each other, and ballots and their device."""

from hashlib import sha256

import pytest
from support.plain_prover import h

from device.electionguard.verify_chain import (
    verify_chain,
    verify_device,
    verify_no_chaining,
    verify_unique_identifiers,
)

H_E = sha256(b"election").digest()
NONE, SIMPLE = bytes(4), b"\x00\x00\x00\x01"


def device_hash(information: str) -> bytes:
    text = information.encode()
    return h(H_E, b"\x2a", len(text).to_bytes(4, "big"), text)


H_DI = device_hash("terminal ñ 1")
OTHER_DI = device_hash("terminal 2")


def start_of(h_di: bytes) -> bytes:
    return h(H_E, b"\x29", SIMPLE, h_di)


H_0 = start_of(H_DI)


def closing_of(last: bytes, h_di: bytes = H_DI) -> bytes:
    return h(H_E, b"\x29", SIMPLE, h(H_E, b"\x2b", last, SIMPLE, h_di))


def chain_of(length: int, start: bytes = H_0) -> tuple[list[bytes], dict[bytes, bytes]]:
    codes, fields, previous = [], {}, start
    for position in range(length):
        code = sha256(start + bytes([position])).digest()
        codes.append(code)
        fields[code] = SIMPLE + previous
        previous = code
    return codes, fields


def found(
    codes: list[bytes], fields: dict[bytes, bytes], closing: bytes, h_0: bytes = H_0, h_di: bytes = H_DI
) -> list[tuple[str, str]]:
    return [(each.number, each.where) for each in verify_chain(H_E, h_di, h_0, codes, fields, closing)]


def test_5a_every_repetition_of_an_identifier_is_found() -> None:
    ids = [bytes([value]) * 32 for value in (1, 2, 3)]
    assert verify_unique_identifiers(ids) == []
    assert verify_unique_identifiers([]) == []
    repeated = verify_unique_identifiers([*ids, ids[0], ids[0]])
    assert [(each.number, each.where) for each in repeated] == [("5.A", "ballot 4"), ("5.A", "ballot 5")]


def test_8c_the_device_hash_follows_from_the_device_information() -> None:
    assert verify_device(H_E, "terminal ñ 1", H_DI) == []
    assert [each.number for each in verify_device(H_E, "terminal ñ 2", H_DI)] == ["8.C"]
    assert [each.number for each in verify_device(bytes(32), "terminal ñ 1", H_DI)] == ["8.C"]
    assert verify_device(H_E, "", device_hash("")) == []


@pytest.mark.parametrize(
    "field",
    [NONE + OTHER_DI, SIMPLE + H_DI, NONE + H_DI[:-1], bytes(36), NONE + H_0],
    ids=["another device", "another mode", "too short", "zeros", "a code"],
)
def test_8d_any_other_chaining_field_is_found(field: bytes) -> None:
    assert verify_no_chaining(H_DI, NONE + H_DI) == []
    assert [each.number for each in verify_no_chaining(H_DI, field)] == ["8.D"]


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_chain_holds(length: int) -> None:
    codes, fields = chain_of(length)
    assert found(codes, fields, closing_of(codes[-1] if codes else H_0)) == []


def test_8e_two_ballots_in_another_order_are_found() -> None:
    codes, fields = chain_of(4)
    swapped = [codes[0], codes[2], codes[1], codes[3]]
    links = found(swapped, fields, closing_of(codes[3]))
    assert links == [("8.E", "link 2"), ("8.E", "link 3"), ("8.E", "link 4")]


def test_8e_a_chain_with_two_heads_is_found() -> None:
    codes, fields = chain_of(2)
    second_head = sha256(b"second head").digest()
    fields[second_head] = SIMPLE + H_0
    everything = [*codes, second_head]
    assert found(everything, fields, closing_of(second_head)) == [("8.E", "link 3")]
    assert found(codes, fields, closing_of(codes[-1])) == [("8.E", "chain")]


def test_8e_a_ballot_left_out_or_invented_is_found() -> None:
    codes, fields = chain_of(3)
    closing = closing_of(codes[-1])
    assert found([codes[0], codes[2]], fields, closing) == [("8.E", "chain"), ("8.E", "link 2")]
    without = {code: field for code, field in fields.items() if code != codes[1]}
    assert found(codes, without, closing) == [("8.E", "chain")]
    assert found([codes[0], codes[2]], without, closing) == [("8.E", "link 2")]


def test_8e_a_ballot_twice_in_the_chain_is_found() -> None:
    codes, fields = chain_of(2)
    twice = [*codes, codes[0]]
    assert found(twice, fields, closing_of(codes[0])) == [("8.E", "chain"), ("8.E", "link 3")]


def test_8e_a_ballot_of_a_device_without_chaining_is_found() -> None:
    codes, fields = chain_of(2)
    fields[codes[1]] = NONE + H_DI
    assert found(codes, fields, closing_of(codes[1])) == [("8.E", "link 2")]


def test_8e_a_chain_that_ends_early_is_found() -> None:
    codes, fields = chain_of(3)
    assert found(codes[:2], fields, closing_of(codes[1])) == [("8.E", "chain")]


def test_8f_a_wrong_initial_code_is_found() -> None:
    codes, fields = chain_of(1)
    assert found(codes, fields, closing_of(codes[0]), h_0=bytes(32)) == [("8.F", "device")]


def test_8f_a_chain_that_starts_somewhere_else_is_found() -> None:
    elsewhere = sha256(b"elsewhere").digest()
    codes, fields = chain_of(2, start=elsewhere)
    closing = closing_of(codes[-1])
    assert found(codes, fields, closing, h_0=elsewhere) == [("8.F", "device"), ("8.E", "link 1")]


def test_8g_a_closing_hash_of_another_device_or_another_end_is_found() -> None:
    codes, fields = chain_of(2)
    assert found(codes, fields, closing_of(codes[-1], OTHER_DI)) == [("8.G", "device")]
    assert found(codes, fields, closing_of(codes[0])) == [("8.G", "device")]
    assert found([], {}, closing_of(bytes(32))) == [("8.G", "device")]


def test_a_whole_chain_of_another_device_is_found() -> None:
    start = start_of(OTHER_DI)
    codes, fields = chain_of(2, start=start)
    other = found(codes, fields, closing_of(codes[-1], OTHER_DI), h_0=start)
    assert other == [("8.F", "device"), ("8.E", "link 1"), ("8.G", "device")]
