"""Write-in texts in fixed-length contest data: one encoding, strictly read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.electionguard.contest_data import decode_write_ins, encode_write_ins, write_ins_fit
from device.errors import FormatError, SelectionError

NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)


def framed(payload: bytes, blocks: int = 4) -> bytes:
    return (len(payload).to_bytes(2, "big") + payload).ljust(32 * blocks, b"\0")


def test_the_exact_bytes():
    payload = '{"write_ins":["José Ñúñez","D\'Arc \\"X\\""]}'.encode()
    assert encode_write_ins(("José Ñúñez", 'D\'Arc "X"'), 4) == framed(payload)
    assert encode_write_ins((), 1) == b'\x00\x10{"write_ins":[]}' + bytes(14)


@given(st.lists(NAMES, max_size=3).map(tuple))
def test_what_is_encoded_comes_back(names):
    data = encode_write_ins(names, 32)
    assert len(data) == 32 * 32
    assert decode_write_ins(data) == names


@given(st.lists(NAMES, max_size=3).map(tuple), st.integers(0, 8))
def test_fitting_is_what_encoding_takes(names, blocks):
    if write_ins_fit(names, blocks):
        assert decode_write_ins(encode_write_ins(names, blocks)) == names
    else:
        with pytest.raises(SelectionError):
            encode_write_ins(names, blocks)


def test_the_last_byte_is_used_and_one_more_is_refused():
    room = 32 * 2 - 2 - len('{"write_ins":[""]}')
    assert decode_write_ins(encode_write_ins(("x" * room,), 2)) == ("x" * room,)
    assert not write_ins_fit(("x" * (room + 1),), 2)


def test_a_length_beyond_two_bytes_is_refused():
    assert not write_ins_fit(("x" * 65_536,), 4096)
    longest = "x" * (65_535 - len('{"write_ins":[""]}'))
    assert decode_write_ins(encode_write_ins((longest,), 4096)) == (longest,)


@pytest.mark.parametrize("names", [("",), ("A", ""), ("\ud800",)])
def test_empty_texts_and_lone_surrogates_are_refused(names):
    with pytest.raises(SelectionError):
        encode_write_ins(names, 8)


def test_errors_do_not_repeat_what_a_voter_wrote():
    for names in (("Secretname" * 20,), ("Secretname\ud800",)):
        with pytest.raises(SelectionError) as caught:
            encode_write_ins(names, 2)
        assert "Secretname" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


GOOD = b'{"write_ins":["A"]}'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        framed(GOOD)[:-1],
        framed(GOOD) + b"\0",
        framed(GOOD)[:-1] + b"\x01",
        framed(GOOD).replace(b"\x00\x13", b"\x00\x14", 1),
        framed(GOOD).replace(b"\x00\x13", b"\x00\x12", 1),
        b"\xff\xff" + framed(GOOD)[2:],
        framed(b""),
        framed(b" " + GOOD),
        framed(b'{"write_ins": ["A"]}'),
        framed(b'{"write_ins":"A"}'),
        framed(b'{"write_ins":[""]}'),
        framed(b'{"write_ins":[1]}'),
        framed(b'{"write_ins":[null]}'),
        framed(b'{"write_ins":["\\u0041"]}'),
        framed(b'{"write_ins":["A"],"other":1}'),
        framed(b'{"other":["A"]}'),
        framed(b'{"write_ins":["\xff"]}'),
        framed(b"[]"),
    ],
)
def test_any_other_bytes_are_refused(data):
    assert decode_write_ins(framed(GOOD)) == ("A",)
    with pytest.raises(FormatError):
        decode_write_ins(data)
