"""A fault of the arithmetic, in one place or everywhere, never yields a ballot."""

import dataclasses

import pytest
from gmpy2 import mpz
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, keys_for, seeded
from support.small_group import SMALL

from device.electionguard import encryption, hashed_elgamal
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers, TablePowers, build_table_powers
from device.errors import EncryptionError

KEYS = keys_for(SMALL)
BUDGET_BYTES = 100_000
MESSAGE = "The terminal's own ciphertext did not survive its self-check."


class FaultyPowers:
    """Right powers but for the calls that ``spoils`` picks by number, which ``fault`` makes wrong."""

    def __init__(self, spoils, fault) -> None:
        self.right, self.spoils, self.fault, self.calls = PlainPowers(SMALL, KEYS), spoils, fault, 0

    def _power(self, power: mpz) -> mpz:
        self.calls += 1
        return self.fault(power) if self.spoils(self.calls) else power

    def g(self, exponent: mpz) -> mpz:
        return self._power(self.right.g(exponent))

    def vote_key(self, exponent: mpz) -> mpz:
        return self._power(self.right.vote_key(exponent))

    def data_key(self, exponent: mpz) -> mpz:
        return self._power(self.right.data_key(exponent))


FAULTS = {
    "one step further": lambda power: power * SMALL.g % SMALL.p,
    "negated": lambda power: SMALL.p - power,
    "one bit": lambda power: power ^ 1 << 77,
    "zero": lambda power: mpz(0),
    "one": lambda power: mpz(1),
}


def encrypt_with(powers, seed=1):
    return BallotEncryptor(SMALL, KEYS, powers, seeded(seed)).encrypt(EVERY_KIND, EVERY_KIND_PLAIN, FIELD)


def calls_of_a_ballot() -> int:
    powers = FaultyPowers(lambda call: False, None)
    encrypt_with(powers)
    return powers.calls


def test_right_powers_pass():
    assert calls_of_a_ballot() == 111


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_single_wrong_power_is_caught_wherever_it_is(fault):
    for wrong in range(1, calls_of_a_ballot() + 1):
        with pytest.raises(EncryptionError) as caught:
            encrypt_with(FaultyPowers(lambda call, wrong=wrong: call == wrong, fault))
        assert str(caught.value) == MESSAGE


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_powers_that_are_always_wrong_are_caught(fault):
    for seed in range(10):
        with pytest.raises(EncryptionError):
            encrypt_with(FaultyPowers(lambda call: True, fault), seed)


def test_tables_of_another_election_are_caught():
    other = dataclasses.replace(KEYS, vote_key=KEYS.data_key, data_key=KEYS.vote_key)
    with pytest.raises(EncryptionError):
        encrypt_with(build_table_powers(SMALL, other, BUDGET_BYTES))
    for name in ("vote_key", "data_key"):
        with pytest.raises(EncryptionError):
            encrypt_with(
                build_table_powers(SMALL, dataclasses.replace(KEYS, **{name: SMALL.g}), BUDGET_BYTES)
            )


@pytest.mark.parametrize("which", [0, 1])
def test_a_single_wrong_entry_of_a_table_is_caught(which):
    tables = build_table_powers(SMALL, KEYS, BUDGET_BYTES).tables
    for row in (0, 30, -1):
        rows = list(tables[which].rows)
        bits, entries = rows[row]
        rows[row] = (bits, (*entries[:2], entries[2] ^ 1, *entries[3:]))
        spoilt = list(tables)
        spoilt[which] = dataclasses.replace(tables[which], rows=tuple(rows))
        with pytest.raises(EncryptionError):
            encrypt_with(TablePowers(*spoilt))


def test_a_wrong_table_of_the_standard_group_is_caught(standard_tables):
    keys = keys_for(STANDARD)
    g, vote_key, data_key = standard_tables.tables
    bits, entries = vote_key.rows[3]
    rows = (*vote_key.rows[:3], (bits, (entries[0], *entries[:-1])), *vote_key.rows[4:])
    spoilt = TablePowers(g, dataclasses.replace(vote_key, rows=rows), data_key)
    with pytest.raises(EncryptionError):
        BallotEncryptor(STANDARD, keys, spoilt, seeded(1)).encrypt(EVERY_KIND, EVERY_KIND_PLAIN, FIELD)


MADE_WITH = [
    (encryption, "identifier_hash"),
    (encryption, "selection_nonce"),
    (encryption, "range_challenge"),
    (encryption, "limit_challenge"),
    (encryption, "contest_hash"),
    (encryption, "confirmation_code"),
    (hashed_elgamal, "contest_data_nonce"),
    (hashed_elgamal, "contest_data_keys"),
    (hashed_elgamal, "contest_data_challenge"),
    (hashed_elgamal, "ballot_nonce_key"),
    (hashed_elgamal, "ballot_nonce_challenge"),
    (hashed_elgamal, "masked"),
]


@pytest.mark.parametrize(("module", "name"), MADE_WITH, ids=[name for _, name in MADE_WITH])
def test_a_hash_or_mask_that_goes_wrong_once_is_caught(monkeypatch, module, name):
    right, calls, wrong_call = getattr(module, name), 0, 0

    def wrong_once(*arguments):
        nonlocal calls
        calls += 1
        result = right(*arguments)
        if calls != wrong_call:
            return result
        return flipped(result) if isinstance(result, bytes) else (result + 1) % SMALL.q

    monkeypatch.setattr(module, name, wrong_once)
    encrypt_with(PlainPowers(SMALL, KEYS))
    assert calls > 0
    for wrong_call in range(1, calls + 1):  # noqa: B007 - wrong_once reads it
        calls = 0
        with pytest.raises(EncryptionError) as caught:
            encrypt_with(PlainPowers(SMALL, KEYS))
        assert str(caught.value) == MESSAGE


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 1,))
