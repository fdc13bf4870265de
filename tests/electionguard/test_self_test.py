"""The known answer is what the second implementation gives, and a wrong one is not accepted."""

from hashlib import sha256

import pytest
from support import slow_electionguard as slow

from device.electionguard import challenges, self_test
from device.electionguard.hashing import hash_bytes
from device.electionguard.parameters import STANDARD
from device.errors import EncryptionError


def test_the_known_answer_holds():
    self_test.self_test()


def test_the_known_answer_is_that_of_the_second_implementation():
    seed, g, p, q = self_test.SEED, int(STANDARD.g), int(STANDARD.p), int(STANDARD.q)
    vote_key, data_key = (
        pow(g, int.from_bytes(sha256(seed + name).digest(), "big") % q, p) for name in (b"K", b"K_hat")
    )
    h_e = sha256(seed + b"H_E").digest()
    election = slow.SlowElection(p, q, g, 512, 32, vote_key, data_key, h_e)
    h_di = slow.mac(h_e, b"\x2a\x00\x00\x00\x09Self-test")
    h_0 = slow.mac(h_e, b"\x29\x00\x00\x00\x01" + h_di)
    data = (b'\x00\x10{"write_ins":[]}').ljust(32, b"\0")
    stream = b"".join(sha256(seed + i.to_bytes(8, "big")).digest() for i in range(100))
    position = 0

    def draw(count: int) -> bytes:
        nonlocal position
        position += count
        return stream[position - count : position]

    made = slow.encrypt(election, [(1, [1], 1, 1)], [([1], data)], b"\x00\x00\x00\x01" + h_0, draw)
    assert made["code"] == self_test.KNOWN_CODE


def test_a_wrong_hash_is_noticed(monkeypatch):
    def wrong(key, domain, *parts):
        return hash_bytes(key, domain, *parts, b"\0")

    monkeypatch.setattr(challenges, "hash_bytes", wrong)
    with pytest.raises(EncryptionError, match="known answer"):
        self_test.self_test()


def test_a_wrong_device_hash_is_noticed(monkeypatch):
    monkeypatch.setattr(self_test, "DEVICE_INFORMATION", "Another")
    with pytest.raises(EncryptionError, match="known answer"):
        self_test.self_test()
