"""A fault in a blank, in filling it or in the ballot that comes out never yields a ballot."""

import dataclasses

import pytest
from gmpy2 import mpz
from support.blank_draws import filled, made, used
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, keys_for, seeded
from support.small_group import SMALL

from device.electionguard import blank_filling, blank_making, hashed_elgamal
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.blank import Blank
from device.electionguard.blank_filled_check import FilledCheck
from device.electionguard.blank_layout import BlankReader, BlankWriter, blank_bytes
from device.electionguard.powers import PlainPowers, build_table_powers
from device.errors import EncryptionError, EntropyError, SelectionError

KEYS = keys_for(SMALL)
TABLES = build_table_powers(SMALL, KEYS, 300_000)
AT_MAKING = "A prepared ballot did not survive its self-check."
AT_FILLING = "The terminal's own ciphertext did not survive its self-check."
CHANGED = "A prepared ballot was changed in memory and was not used."


def blank(powers=TABLES, seed=1) -> Blank:
    return made(SMALL, powers, EVERY_KIND, seeded(seed))


def buffers_of(made: Blank) -> tuple[bytes, bytes]:
    return bytes(made._memory), bytes(made.commitments)


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 1,))


# In the blank


def test_a_blank_fills_its_buffer_exactly():
    caught = bytearray(blank()._memory)
    assert len(caught) == blank_bytes(SMALL, EVERY_KIND)
    reader = BlankReader(SMALL, caught)
    reader.head()
    for contest in EVERY_KIND.contests:
        reader.contest(contest)
    assert reader._at == len(caught)
    assert any(caught[-32:])


def test_any_wrong_byte_that_is_written_is_caught_when_the_blank_is_made(monkeypatch):
    right, state = BlankWriter.raw, {"written": 0, "wrong": -1}

    def raw(self, data: bytes) -> None:
        start = state["written"]
        state["written"] += len(data)
        if start <= state["wrong"] < start + len(data):
            at = state["wrong"] - start
            data = data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
        right(self, data)

    monkeypatch.setattr(BlankWriter, "raw", raw)
    blank()
    for wrong in range(0, blank_bytes(SMALL, EVERY_KIND), 16):
        state.update(written=0, wrong=wrong)
        with pytest.raises(EncryptionError) as caught:
            blank()
        assert str(caught.value) == AT_MAKING


def test_any_byte_that_changes_while_the_blank_waits_is_caught():
    whole, kept = buffers_of(blank())
    for position in range(0, len(whole), 97):
        waiting = Blank(SMALL, EVERY_KIND, bytearray(whole), bytearray(kept))
        waiting._memory[position] ^= 0x10
        with pytest.raises(EncryptionError) as caught:
            filled(SMALL, waiting, EVERY_KIND_PLAIN, FIELD)
        assert str(caught.value) == CHANGED
        assert not any(waiting._memory)
        assert not any(waiting.commitments)


class FaultyPowers:
    """Right powers but for one call, which ``fault`` makes wrong."""

    def __init__(self, wrong, fault) -> None:
        self.right, self.wrong, self.fault, self.calls = PlainPowers(SMALL, KEYS), wrong, fault, 0

    def _power(self, power: mpz) -> mpz:
        self.calls += 1
        return self.fault(power) if self.calls == self.wrong else power

    def g(self, exponent: mpz) -> mpz:
        return self._power(self.right.g(exponent))

    def vote_key(self, exponent: mpz) -> mpz:
        return self._power(self.right.vote_key(exponent))

    def data_key(self, exponent: mpz) -> mpz:
        return self._power(self.right.data_key(exponent))


@pytest.mark.parametrize(
    "fault", [lambda power: power * SMALL.g % SMALL.p, lambda power: SMALL.p - power, lambda power: mpz(0)]
)
def test_a_single_wrong_power_is_caught_when_the_blank_is_made(fault):
    powers = FaultyPowers(0, fault)
    blank(powers)
    for wrong in range(1, powers.calls + 1):
        with pytest.raises(EncryptionError) as caught:
            blank(FaultyPowers(wrong, fault))
        assert str(caught.value) == AT_MAKING


# In making and filling

MAKING = [
    (blank_making, "identifier_hash"),
    (blank_making, "selection_nonce"),
    (blank_making, "contest_data_nonce"),
    (blank_making, "contest_data_keys"),
    (blank_making, "range_challenge"),
    (blank_making, "limit_challenge"),
    (blank_making, "real_at"),
    (hashed_elgamal, "ballot_nonce_key"),
    (hashed_elgamal, "ballot_nonce_challenge"),
]
FILLING = [
    (blank_filling, "hash_scalar"),
    (blank_filling, "hash_bytes"),
    (blank_filling, "responses"),
    (blank_filling, "real_at"),
    (blank_filling, "number_of"),
    (blank_filling, "masked"),
    (blank_filling, "response_bytes"),
    (blank_filling, "confirmation_code"),
]


def wrong_at_every_call(monkeypatch, module, name):
    """Yields once for every call that ``name`` gets in one run, and makes that call's result wrong."""
    right, state = getattr(module, name), {"calls": 0, "wrong": 0}

    def wrong_once(*arguments):
        state["calls"] += 1
        result = right(*arguments)
        if state["calls"] != state["wrong"]:
            return result
        if isinstance(result, tuple) and isinstance(result[0], tuple):
            return result[::-1]
        if isinstance(result, tuple):
            return (*result[:-1], dataclasses.replace(result[-1], v=(result[-1].v + 1) % SMALL.q))
        return flipped(result) if isinstance(result, bytes) else (result + 1) % SMALL.q

    monkeypatch.setattr(module, name, wrong_once)
    yield
    calls = state["calls"]
    assert calls > 0
    for wrong in range(1, calls + 1):
        state.update(calls=0, wrong=wrong)
        yield


@pytest.mark.parametrize(("module", "name"), MAKING, ids=[name for _, name in MAKING])
def test_a_hash_that_goes_wrong_once_in_making_is_caught(monkeypatch, module, name):
    attempts = wrong_at_every_call(monkeypatch, module, name)
    next(attempts)
    blank()
    for _ in attempts:
        with pytest.raises(EncryptionError):
            blank()


@pytest.mark.parametrize(("module", "name"), FILLING, ids=[name for _, name in FILLING])
def test_a_step_that_goes_wrong_once_in_filling_is_caught(monkeypatch, module, name):
    whole, kept = buffers_of(blank())

    def fill() -> None:
        again = Blank(SMALL, EVERY_KIND, bytearray(whole), bytearray(kept))
        filled(SMALL, again, EVERY_KIND_PLAIN, FIELD)

    attempts = wrong_at_every_call(monkeypatch, module, name)
    next(attempts)
    fill()
    for _ in attempts:
        with pytest.raises(EncryptionError) as caught:
            fill()
        assert str(caught.value) == AT_FILLING


# In the ballot


class Filled:
    """A ballot and the blank it was made of."""

    def __init__(self) -> None:
        self.head, self.contests = used(blank())
        self.ballot = filled(SMALL, blank(), EVERY_KIND_PLAIN, FIELD).ballot

    def check(self, ballot=None, plain=EVERY_KIND_PLAIN) -> None:
        ballot, check = ballot or self.ballot, FilledCheck(SMALL, KEYS)
        h_i = self.head.identifier_hash
        of_contests = (EVERY_KIND.contests, self.contests, plain.contests, ballot.contests)
        for each in zip(*of_contests, strict=True):
            check.check_contest(h_i, *each)
        check.check_ballot(EVERY_KIND, self.head, ballot)

    def refuses(self, **changes) -> None:
        with pytest.raises(EncryptionError) as caught:
            self.check(**changes)
        assert str(caught.value) == AT_FILLING

    def refuses_contest(self, position, **changes) -> None:
        contests = list(self.ballot.contests)
        contests[position] = dataclasses.replace(contests[position], **changes)
        self.refuses(ballot=dataclasses.replace(self.ballot, contests=tuple(contests)))


@pytest.fixture
def whole() -> Filled:
    whole = Filled()
    whole.check()
    return whole


def test_other_bytes_and_ciphertexts_of_the_ballot_are_caught(whole):
    for name in ("id_b", "identifier_hash", "chaining_field", "confirmation_code"):
        changed = flipped(getattr(whole.ballot, name))
        whole.refuses(ballot=dataclasses.replace(whole.ballot, **{name: changed}))
    for position, contest in enumerate(whole.ballot.contests):
        whole.refuses_contest(position, contest_hash=flipped(contest.contest_hash))
        whole.refuses_contest(position, index=contest.index + 1)
        for j, ciphertext in enumerate(contest.ciphertexts):
            for name in ("alpha", "beta"):
                other = dataclasses.replace(
                    ciphertext, **{name: getattr(ciphertext, name) * SMALL.g % SMALL.p}
                )
                ciphertexts = (*contest.ciphertexts[:j], other, *contest.ciphertexts[j + 1 :])
                whole.refuses_contest(position, ciphertexts=ciphertexts)


def changed_proofs(proof):
    q = SMALL.q
    yield proof[:-1]
    yield (*proof, proof[-1])
    for j, response in enumerate(proof):
        others = ({"c": (response.c + 1) % q}, {"v": (response.v + 1) % q})
        for change in (*others, {"c": response.c + q}, {"v": response.v + q}, {"v": response.v - q}):
            yield (*proof[:j], dataclasses.replace(response, **change), *proof[j + 1 :])
    yield (proof[1], proof[0], *proof[2:])


def test_other_proofs_are_caught(whole):
    def refused(position, **changes):
        contests = list(whole.ballot.contests)
        contests[position] = dataclasses.replace(contests[position], **changes)
        with pytest.raises(EncryptionError):
            whole.check(ballot=dataclasses.replace(whole.ballot, contests=tuple(contests)))

    for position, contest in enumerate(whole.ballot.contests):
        for proof in changed_proofs(contest.limit_proof):
            refused(position, limit_proof=proof)
        for j, each in enumerate(contest.range_proofs):
            for proof in changed_proofs(each):
                refused(
                    position,
                    range_proofs=(*contest.range_proofs[:j], proof, *contest.range_proofs[j + 1 :]),
                )


def changed_hashed(ciphertext):
    yield dataclasses.replace(ciphertext, c0=ciphertext.c0 * SMALL.g % SMALL.p)
    yield dataclasses.replace(ciphertext, c1=flipped(ciphertext.c1))
    for name in ("c", "v"):
        for value in (getattr(ciphertext.c2, name) + 1, getattr(ciphertext.c2, name) + SMALL.q):
            yield dataclasses.replace(ciphertext, c2=dataclasses.replace(ciphertext.c2, **{name: value}))


def test_other_contest_data_and_nonces_are_caught(whole):
    for position in (1, 2):
        for data in (*changed_hashed(whole.ballot.contests[position].data), None):
            whole.refuses_contest(position, data=data)
    for nonce in changed_hashed(whole.ballot.nonce):
        whole.refuses(ballot=dataclasses.replace(whole.ballot, nonce=nonce))


def test_other_selections_are_caught(whole):
    for position, contest in enumerate(EVERY_KIND_PLAIN.contests):
        others = [dataclasses.replace(contest, values=contest.values[1:] + contest.values[:1])]
        if contest.data:
            others.append(dataclasses.replace(contest, data=flipped(contest.data)))
        for other in others:
            contests = list(EVERY_KIND_PLAIN.contests)
            contests[position] = other
            whole.refuses(plain=PlainBallot(tuple(contests)))


# Around it


def test_randomness_that_is_plainly_none_is_refused():
    with pytest.raises(EntropyError):
        made(SMALL, TABLES, EVERY_KIND, bytes)


def test_selections_that_do_not_fit_are_refused_and_cost_the_blank():
    too_many = PlainBallot((PlainContest((1, 1, 0), b""), *EVERY_KIND_PLAIN.contests[1:]))
    one = blank()
    with pytest.raises(SelectionError):
        filled(SMALL, one, too_many, FIELD)
    assert not any(one._memory)
    with pytest.raises(ValueError, match="36 bytes"):
        filled(SMALL, blank(), EVERY_KIND_PLAIN, FIELD[1:])
