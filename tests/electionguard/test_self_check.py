"""No ballot leaves the encryptor when the powers, a proof, a hash or a byte of it is wrong."""

import dataclasses

import pytest
from gmpy2 import mpz
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, keys_for, seeded
from support.small_group import SMALL

from device.electionguard import encryption
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers, TablePowers, build_table_powers
from device.electionguard.self_check import SelfCheck
from device.errors import EncryptionError

KEYS = keys_for(SMALL)
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
        encrypt_with(build_table_powers(SMALL, other, 4))
    for name in ("vote_key", "data_key"):
        with pytest.raises(EncryptionError):
            encrypt_with(build_table_powers(SMALL, dataclasses.replace(KEYS, **{name: SMALL.g}), 4))


@pytest.mark.parametrize("which", [0, 1])
def test_a_single_wrong_entry_of_a_table_is_caught(which):
    tables = list(build_table_powers(SMALL, KEYS, 2).tables)
    for row in (0, 50, 127):
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


class Parts:
    """What the encryptor hands to its self-check, caught on the way."""

    def __init__(self, monkeypatch) -> None:
        caught = []

        class Catching(SelfCheck):
            def run(self, plain, workings, random):
                caught.append(workings)
                super().run(plain, workings, random)

        with monkeypatch.context() as patch:
            patch.setattr(encryption, "SelfCheck", Catching)
            made = encrypt_with(PlainPowers(SMALL, KEYS))
        self.ballot, self.nonce, self.workings = made.ballot, made.nonce, caught[0]

    def check(self, ballot=None, nonce=None, plain=EVERY_KIND_PLAIN, workings=None, seed=3) -> None:
        check = SelfCheck(SMALL, KEYS, EVERY_KIND, ballot or self.ballot, nonce or self.nonce)
        check.run(plain, workings or self.workings, seeded(seed))

    def refuses(self, **changes) -> None:
        with pytest.raises(EncryptionError) as caught:
            self.check(**changes)
        assert str(caught.value) == MESSAGE


@pytest.fixture
def parts(monkeypatch) -> Parts:
    parts = Parts(monkeypatch)
    parts.check()
    return parts


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 1,))


def with_contest(ballot, position, **changes):
    contests = list(ballot.contests)
    contests[position] = dataclasses.replace(contests[position], **changes)
    return dataclasses.replace(ballot, contests=tuple(contests))


def test_other_bytes_of_the_ballot_are_caught(parts):
    ballot = parts.ballot
    for name in ("id_b", "identifier_hash", "chaining_field", "confirmation_code"):
        parts.refuses(ballot=dataclasses.replace(ballot, **{name: flipped(getattr(ballot, name))}))
    for position, contest in enumerate(ballot.contests):
        parts.refuses(ballot=with_contest(ballot, position, contest_hash=flipped(contest.contest_hash)))


def test_another_nonce_is_caught(parts):
    parts.refuses(nonce=flipped(parts.nonce))


def test_other_ciphertexts_are_caught(parts):
    for position, contest in enumerate(parts.ballot.contests):
        for j, ciphertext in enumerate(contest.ciphertexts):
            for name in ("alpha", "beta"):
                other = getattr(ciphertext, name) * SMALL.g % SMALL.p
                changed = list(contest.ciphertexts)
                changed[j] = dataclasses.replace(ciphertext, **{name: other})
                parts.refuses(ballot=with_contest(parts.ballot, position, ciphertexts=tuple(changed)))


def changed_proofs(proof):
    for j, response in enumerate(proof):
        for change in ({"c": (response.c + 1) % SMALL.q}, {"v": (response.v + 1) % SMALL.q}):
            yield (*proof[:j], dataclasses.replace(response, **change), *proof[j + 1 :])
    if len(proof) > 2:  # the sum of the challenges still holds
        first, second = proof[0], proof[1]
        yield (
            dataclasses.replace(first, c=(first.c + 1) % SMALL.q),
            dataclasses.replace(second, c=(second.c - 1) % SMALL.q),
            *proof[2:],
        )


def test_other_proofs_are_caught(parts):
    for position, contest in enumerate(parts.ballot.contests):
        for proof in changed_proofs(contest.limit_proof):
            parts.refuses(ballot=with_contest(parts.ballot, position, limit_proof=proof))
        for j, whole in enumerate(contest.range_proofs):
            for proof in changed_proofs(whole):
                proofs = (*contest.range_proofs[:j], proof, *contest.range_proofs[j + 1 :])
                parts.refuses(ballot=with_contest(parts.ballot, position, range_proofs=proofs))


def changed_hashed(ciphertext):
    yield dataclasses.replace(ciphertext, c0=ciphertext.c0 * SMALL.g % SMALL.p)
    yield dataclasses.replace(ciphertext, c1=flipped(ciphertext.c1))
    for name in ("c", "v"):
        c2 = dataclasses.replace(ciphertext.c2, **{name: (getattr(ciphertext.c2, name) + 1) % SMALL.q})
        yield dataclasses.replace(ciphertext, c2=c2)


def test_other_contest_data_is_caught(parts):
    for position in (1, 2):
        for data in changed_hashed(parts.ballot.contests[position].data):
            parts.refuses(ballot=with_contest(parts.ballot, position, data=data))
        parts.refuses(ballot=with_contest(parts.ballot, position, data=None))


def test_another_encryption_of_the_ballot_nonce_is_caught(parts):
    for nonce in changed_hashed(parts.ballot.nonce):
        parts.refuses(ballot=dataclasses.replace(parts.ballot, nonce=nonce))


def test_other_selections_are_caught(parts):
    for position, contest in enumerate(EVERY_KIND_PLAIN.contests):
        others = [dataclasses.replace(contest, values=contest.values[1:] + contest.values[:1])]
        if contest.data:
            others.append(dataclasses.replace(contest, data=flipped(contest.data)))
        for other in others:
            contests = list(EVERY_KIND_PLAIN.contests)
            contests[position] = other
            parts.refuses(plain=PlainBallot(tuple(contests)))
    parts.refuses(plain=PlainBallot((PlainContest((0, 0, 0), b""), *EVERY_KIND_PLAIN.contests[1:])))


def test_nothing_secret_stands_in_a_repr_or_a_message(parts):
    made = encrypt_with(PlainPowers(SMALL, KEYS))
    encryptor = BallotEncryptor(SMALL, KEYS, PlainPowers(SMALL, KEYS), seeded(1))
    check = SelfCheck(SMALL, KEYS, EVERY_KIND, made.ballot, made.nonce)
    held = (made, made.ballot, EVERY_KIND_PLAIN, parts.workings, parts.workings.nonce, encryptor, check)
    for text in map(repr, held):
        for secret in (made.nonce, made.ballot.confirmation_code, made.ballot.id_b):
            assert secret.hex() not in text.lower()
            assert repr(secret) not in text
        assert str(parts.workings.nonce.nonce) not in text
        assert "values" not in text
