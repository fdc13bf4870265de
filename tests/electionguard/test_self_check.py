"""The self-check notices any other byte, ciphertext, proof or selection in a ballot."""

import dataclasses

import pytest
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, keys_for, seeded
from support.small_group import SMALL

from device.electionguard import encryption
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.powers import PlainPowers
from device.electionguard.self_check import SelfCheck
from device.errors import EncryptionError

KEYS = keys_for(SMALL)
MESSAGE = "The terminal's own ciphertext did not survive its self-check."


def encrypt_with(powers):
    return BallotEncryptor(SMALL, KEYS, powers, seeded(1)).encrypt(EVERY_KIND, EVERY_KIND_PLAIN, FIELD)


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
