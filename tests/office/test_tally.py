"""From ballots to ``tally.json`` and back: the truth is accepted, and every forgery is found."""

import copy
import json
from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from gmpy2 import powmod
from support.example_election import counter_random
from support.plain_prover import PlainProver
from support.small_election import COUNTRY, MANIFEST, STYLE, base_hashes, election_of, small_ceremony
from support.small_group import SMALL

from device.electionguard.ballot import EncryptedBallot
from device.electionguard.chaining import no_chaining_field
from device.electionguard.contest_data import encode_write_ins
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers
from device.electionguard.verify_ballot import verify_ballot
from device.errors import FormatError, InputError
from device.formats.canonical import canonical_bytes
from device.records.ballot_state import BallotState
from device.records.tally_check import verify_tally
from device.records.tally_file import read_tally_file
from hal_sim.office.ceremony import hold_ceremony
from hal_sim.office.guardian_secret import KeyShare
from hal_sim.office.tally import tally_ballots
from hal_sim.office.tally_json import tally_bytes

CEREMONY = small_ceremony()
KEYS = CEREMONY.keys
ELECTION = election_of(CEREMONY)
POWERS = PlainPowers(SMALL, KEYS)
FIELD = no_chaining_field(bytes(32))
Ballots = list[tuple[EncryptedBallot, BallotState]]
Q, P = SMALL.q, SMALL.p


def write_ins(*texts: str) -> list[bytes]:
    return [b"", encode_write_ins(texts, 4), b""]


@cache
def ballots() -> tuple[tuple[EncryptedBallot, BallotState], ...]:
    prover = PlainProver(SMALL, KEYS)
    cast, challenged, spoiled = BallotState.CAST, BallotState.CHALLENGED, BallotState.SPOILED
    empty = write_ins()
    return (
        (prover.ballot(STYLE, [(1, 0, 0), (0, 3, 0), (1, 1)], FIELD, empty), cast),
        (prover.ballot(STYLE, [(1, 0, 0), (1, 0, 2), (0, 1)], FIELD, write_ins("Zoë", "I. Q.")), cast),
        (prover.ballot(COUNTRY, [(0, 1, 0), (0, 1)], FIELD), cast),
        (prover.ballot(STYLE, [(0, 0, 1), (1, 1, 1), (1, 0)], FIELD, write_ins("Ján")), challenged),
        (prover.ballot(COUNTRY, [(0, 0, 0), (1, 0)], FIELD), challenged),
        (prover.ballot(STYLE, [(0, 0, 1), (1, 1, 1), (1, 0)], FIELD, write_ins("No")), spoiled),
        # Its encrypted nonce is another one than it was encrypted with.
        (
            prover.ballot(
                STYLE, [(0, 1, 0), (0, 2, 1), (0, 0)], FIELD, write_ins("Ola"), sealed_nonce=bytes(32)
            ),
            challenged,
        ),
    )


def made(shares: tuple[KeyShare, ...] = CEREMONY.shares[:2]) -> bytes:
    tally = tally_ballots(SMALL, ELECTION, ballots(), shares, counter_random("tally"))
    return tally_bytes(tally, MANIFEST)


@pytest.fixture(scope="module")
def honest() -> bytes:
    return made()


def numbers(data: bytes, some: Ballots | None = None) -> list[str]:
    tally = read_tally_file(data)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, tally, ballots() if some is None else some)
    return [finding.number for finding in findings]


def altered(data: bytes, change: Callable[[Any], None]) -> bytes:
    value = copy.deepcopy(json.loads(data))
    change(value)
    return canonical_bytes(value)


def entry_of(value: Any, position: int) -> tuple[Any, Any]:
    """A challenged ballot (by its place among ``ballots``) for people, and its proofs."""
    code = ballots()[position][0].confirmation_code.hex().upper()
    proofs = value["proofs"]["challenged"]
    return value["challenged"][code], next(each for each in proofs if each["confirmation_code"] == code)


def flipped(hexadecimal: str) -> str:
    return hexadecimal[:-1] + ("0" if hexadecimal[-1] != "0" else "1")


def test_the_ballots_of_this_day_are_all_in_order() -> None:
    for ballot, _ in ballots():
        assert verify_ballot(SMALL, KEYS, MANIFEST.shape(ballot.style_index), ballot, POWERS) == []


def test_the_tally_is_what_the_voters_chose(honest: bytes) -> None:
    value = json.loads(honest)
    assert value["cast"] == 3
    assert value["contests"] == {
        "Mayor": {"Ana": 2, "Ben": 1, "Cy": 0},
        "Council": {"Dee": 1, "Eve": 3},
        "Measure": {"Yes": 0, "No": 1},
        "Board": {"Yes": 1, "Ñu": 2},
    }
    assert value["write_in_counts"] == {"Council": 2}
    assert list(value) == ["cast", "contests", "write_in_counts", "challenged", "proofs"]
    assert entry_of(value, 3)[0] == {
        "selections": {
            "Mayor": {"Ana": 0, "Ben": 0, "Cy": 1},
            "Council": {"Dee": 1, "Eve": 1},
            "Board": {"Yes": 1, "Ñu": 0},
        },
        "write_ins": {"Council": ["Ján"]},
    }
    assert entry_of(value, 4)[0]["selections"]["Measure"] == {"Yes": 1, "No": 0}
    assert entry_of(value, 4)[0]["write_ins"] == {}
    assert len(value["challenged"]) == 3


def test_a_ballot_that_hides_its_nonce_is_opened_all_the_same(honest: bytes) -> None:
    people, proofs = entry_of(json.loads(honest), 6)
    assert people["selections"]["Council"] == {"Dee": 0, "Eve": 2}
    assert people["write_ins"] == {"Council": ["Ola"]}
    assert "nonces" not in proofs["contests"][0]
    assert proofs["contests"][1]["contest_data"]["beta"]


def test_the_honest_tally_holds(honest: bytes) -> None:
    assert numbers(honest) == []


def test_no_ballot_nonce_stands_in_the_tally(honest: bytes) -> None:
    prover = PlainProver(SMALL, KEYS)  # draws again what the ballots were made from
    draws = {prover.draw() for _ in range(2000)}
    text = honest.decode().upper()
    assert not any(draw.hex().upper() in text for draw in draws)


def test_every_quorum_makes_the_same_tally(honest: bytes) -> None:
    expected = json.loads(honest)
    for subset in [*combinations(CEREMONY.shares, 2), CEREMONY.shares]:
        data = made(subset)
        assert numbers(data) == []
        value = json.loads(data)
        assert {**value, "proofs": 0} == {**expected, "proofs": 0}


def test_an_election_without_a_ballot_has_a_tally_of_zeros() -> None:
    empty: Ballots = []
    tally = tally_ballots(SMALL, ELECTION, empty, CEREMONY.shares[1:], counter_random("empty"))
    data = tally_bytes(tally, MANIFEST)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, read_tally_file(data), empty)
    assert findings == []
    assert json.loads(data)["contests"]["Mayor"] == {"Ana": 0, "Ben": 0, "Cy": 0}


def test_the_tally_holds_with_the_standard_parameters_and_a_forged_one_does_not() -> None:
    random = counter_random("standard tally")
    ceremony = hold_ceremony(STANDARD, *base_hashes(STANDARD, 2, 2), ["a", "b"], 2, random)
    prover = PlainProver(STANDARD, ceremony.keys)
    some = [
        (prover.ballot(COUNTRY, [(0, 1, 0), (1, 0)], FIELD), BallotState.CAST),
        (prover.ballot(COUNTRY, [(0, 1, 0), (0, 0)], FIELD), BallotState.CHALLENGED),
    ]
    election = election_of(ceremony, STANDARD)
    tally = tally_ballots(STANDARD, election, some, ceremony.shares, random)
    powers = PlainPowers(STANDARD, ceremony.keys)
    data = tally_bytes(tally, MANIFEST)

    def found(tally_data: bytes) -> list[str]:
        read = read_tally_file(tally_data)
        findings = verify_tally(STANDARD, ceremony.keys, powers, MANIFEST, read, some)
        return [finding.number for finding in findings]

    assert found(data) == []

    def one_more(value: Any) -> None:
        value["contests"]["Mayor"]["Ben"] += 1

    assert found(altered(data, one_more)) == ["10.C"]


@pytest.mark.parametrize("step", [1, -1, 2**31 - 10])
def test_10c_a_tally_off_by_one_is_found(honest: bytes, step: int) -> None:
    def change(value: Any) -> None:
        value["contests"]["Mayor"]["Ana"] += step

    assert numbers(altered(honest, change)) == ["10.C"]


def test_10_a_vote_moved_with_its_decrypted_value_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        fields = value["proofs"]["contests"][0]["fields"]
        for field, option, step in ((fields[0], "Ana", -1), (fields[1], "Ben", 1)):
            value["contests"]["Mayor"][option] += step
            moved = int(field["decrypted"], 16) * powmod(KEYS.vote_key, step, P) % P
            field["decrypted"] = f"{int(moved):01024X}"

    assert numbers(altered(honest, change)) == ["10.B", "10.B"]


def test_10c_a_wrong_write_in_count_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        value["write_in_counts"]["Council"] = 1

    assert numbers(altered(honest, change)) == ["10.C"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("ciphertext", "alpha"), ["9.A"]),
        (("ciphertext", "beta"), ["9.B"]),
        (("decrypted",), ["10.C", "10.B"]),
        (("proof", "c"), ["10.B"]),
        (("proof", "v"), ["10.B"]),
    ],
)
def test_9_10_every_altered_digit_of_a_decryption_is_found(
    honest: bytes, path: tuple[str, ...], expected: list[str]
) -> None:
    def change(value: Any) -> None:
        field = value["proofs"]["contests"][1]["fields"][2]
        for name in path[:-1]:
            field = field[name]
        field[path[-1]] = flipped(field[path[-1]])

    assert numbers(altered(honest, change)) == expected


@pytest.mark.parametrize(("name", "expected"), [("c", ["10.B"]), ("v", ["10.A"])])
def test_10a_a_proof_outside_z_q_is_found(honest: bytes, name: str, expected: list[str]) -> None:
    def change(value: Any) -> None:
        value["proofs"]["contests"][1]["fields"][2]["proof"][name] = f"{int(Q):064X}"

    assert numbers(altered(honest, change)) == expected


@pytest.mark.parametrize("decrypted", [0, P, 2 * P - 1])
def test_10_a_decrypted_value_outside_the_group_is_found(honest: bytes, decrypted: int) -> None:
    def change(value: Any) -> None:
        value["proofs"]["contests"][0]["fields"][0]["decrypted"] = f"{int(decrypted):01024X}"

    assert numbers(altered(honest, change)) == ["10.C", "10.B"]


def test_10_proofs_swapped_between_options_are_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        fields = value["proofs"]["contests"][0]["fields"]
        fields[0]["proof"], fields[1]["proof"] = fields[1]["proof"], fields[0]["proof"]

    assert numbers(altered(honest, change)) == ["10.B", "10.B"]


def test_9_a_ballot_left_out_or_counted_twice_is_found(honest: bytes) -> None:
    assert set(numbers(honest, list(ballots()[1:]))) == {"9.A", "9.B", "10.B"}
    assert set(numbers(honest, [*ballots(), ballots()[0]])) == {"9.A", "9.B", "10.B"}
    recounted = [(ballots()[5][0], BallotState.CAST), *ballots()]
    assert "9.A" in numbers(honest, recounted)


def test_9_a_wrong_number_of_ballots_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        value["cast"] += 1

    assert numbers(altered(honest, change)) == ["9.A"]


def test_9_a_missing_field_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        value["proofs"]["contests"][2]["fields"].pop()

    assert numbers(altered(honest, change)) == ["9.A"]


def renamed(counts: Any, old: str, new: str) -> None:
    items = [(new if label == old else label, number) for label, number in counts.items()]
    counts.clear()
    counts.update(items)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda v: renamed(v["contests"], "Mayor", "Mayer"), ["11.A", "11.D"]),
        (lambda v: v["contests"].pop("Measure"), ["11.D"]),
        (lambda v: v["contests"].update(Extra={"Yes": 1}), ["11.A"]),
        (lambda v: renamed(v["contests"]["Mayor"], "Ana", "Anna"), ["11.B", "11.C"]),
        (lambda v: v["contests"]["Mayor"].update(Eve=1), ["11.B"]),
        (lambda v: v["contests"]["Mayor"].pop("Cy"), ["11.C"]),
        (lambda v: v["write_in_counts"].pop("Council"), ["11.C"]),
        (lambda v: v["write_in_counts"].update(Mayor=0), ["11.C"]),
        (lambda v: v["proofs"]["contests"].pop(), ["11.D"]),
        (lambda v: v["contests"].update(Mayor=v["contests"].pop("Mayor")), ["11.D"]),
    ],
)
def test_11_labels_that_are_not_the_manifests_are_found(
    honest: bytes, change: Callable[[Any], None], expected: list[str]
) -> None:
    assert numbers(altered(honest, change)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda e, p: renamed(e["selections"], "Mayor", "Measure"), ["14.A", "14.B"]),
        (lambda e, p: e["selections"].pop("Board"), ["14.B"]),
        (lambda e, p: e["selections"].update(Measure={"Yes": 0, "No": 0}), ["14.A"]),
        (lambda e, p: renamed(e["selections"]["Mayor"], "Cy", "Dee"), ["14.C", "14.D"]),
        (lambda e, p: e["selections"]["Mayor"].pop("Ana"), ["14.D"]),
        (lambda e, p: e["write_ins"].pop("Council"), ["14.B"]),
        (lambda e, p: p["contests"].pop(), ["14.B"]),
        (lambda e, p: p["contests"][1].pop("write_in_count"), ["14.D"]),
        (lambda e, p: e["write_ins"].update(Council=["Jan"]), ["13.A"]),
        (lambda e, p: e["write_ins"].update(Council=["Ján", "Ján"]), ["13.A"]),
        (lambda e, p: p["contests"][0]["nonces"].pop(), ["13.B"]),
        (lambda e, p: p["contests"][1].pop("contest_data"), ["13.A", "14.E", "13.A"]),
    ],
)
def test_14_a_challenged_ballot_in_another_form_is_found(
    honest: bytes, change: Callable[[Any, Any], None], expected: list[str]
) -> None:
    def both(value: Any) -> None:
        change(*entry_of(value, 3))

    assert numbers(altered(honest, both)) == expected


def test_13b_another_selection_than_the_voters_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        people, _ = entry_of(value, 3)
        people["selections"]["Mayor"] = {"Ana": 1, "Ben": 0, "Cy": 0}

    assert numbers(altered(honest, change)) == ["13.B", "13.B"]


def test_13b_another_selection_with_a_nonce_that_fits_beta_is_found(honest: bytes) -> None:
    # sigma + xi stays the same, so beta does; alpha gives it away.
    def change(value: Any) -> None:
        people, proofs = entry_of(value, 3)
        people["selections"]["Mayor"]["Cy"] = 0
        nonce = int(proofs["contests"][0]["nonces"][2], 16)
        proofs["contests"][0]["nonces"][2] = f"{(nonce + 1) % int(Q):064X}"

    assert numbers(altered(honest, change)) == ["13.B"]


def test_13b_a_nonce_outside_z_q_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        _, proofs = entry_of(value, 3)
        proofs["contests"][0]["nonces"][0] = f"{int(Q):064X}"

    assert numbers(altered(honest, change)) == ["13.B"]


@pytest.mark.parametrize("name", ["data", "nonce"])
def test_13a_altered_contest_data_or_nonce_is_found(honest: bytes, name: str) -> None:
    def change(value: Any) -> None:
        _, proofs = entry_of(value, 3)
        data = proofs["contests"][1]["contest_data"]
        data[name] = flipped(data[name])

    assert numbers(altered(honest, change))[0] == "13.A"


def test_13a_another_nonce_with_the_bytes_it_would_give_is_found(honest: bytes) -> None:
    # Decrypting with any nonce gives some bytes; only the right nonce has C_0 as its power.
    prover = PlainProver(SMALL, KEYS)
    ballot = ballots()[3][0]
    sealed = ballot.contests[1].data
    assert sealed is not None
    other = prover.data(ballot.identifier_hash, 2, bytes(128), b"n" * 32)
    nonce = prover.hash_to_scalar(ballot.identifier_hash, b"\x25", (2).to_bytes(4, "big"), b"n" * 32)
    garbage = bytes(x ^ y for x, y in zip(sealed.c1, other.c1, strict=True))

    def change(value: Any) -> None:
        people, proofs = entry_of(value, 3)
        people["write_ins"]["Council"] = []
        data = {"data": garbage.hex().upper(), "nonce": f"{int(nonce):064X}"}
        proofs["contests"][1]["contest_data"] = data

    assert numbers(altered(honest, change))[0] == "13.A"


def test_14e_14f_selections_beyond_their_limits_are_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        people, _ = entry_of(value, 3)
        people["selections"]["Mayor"] = {"Ana": 2, "Ben": 0, "Cy": 0}

    assert {"14.E", "14.F"} <= set(numbers(altered(honest, change)))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda e, p: e["selections"]["Mayor"].update(Ben=0), ["10.C"]),
        (lambda e, p: flip(p["contests"][0]["fields"][1]["proof"], "v"), ["10.B"]),
        (lambda e, p: flip(p["contests"][1]["contest_data"], "beta"), ["12.B"]),
        (lambda e, p: flip(p["contests"][1]["contest_data"]["proof"], "c"), ["12.B"]),
        (lambda e, p: flip(p["contests"][1]["contest_data"]["proof"], "v"), ["12.B"]),
        (
            lambda e, p: p["contests"][1]["contest_data"]["proof"].update(v=f"{int(Q):064X}"),
            ["12.A"],
        ),
        (lambda e, p: flip(p["contests"][1]["contest_data"], "data"), ["12.C", "14.E", "13.A", "14.E"]),
        (lambda e, p: p["contests"][2]["fields"].pop(), ["10.B"]),
    ],
)
def test_10_12_a_ballot_decrypted_with_shares_is_checked_like_a_tally(
    honest: bytes, change: Callable[[Any, Any], None], expected: list[str]
) -> None:
    def both(value: Any) -> None:
        change(*entry_of(value, 6))

    found = numbers(altered(honest, both))
    assert found[0] == expected[0]
    assert set(found) <= set(expected)


def flip(holder: Any, name: str) -> None:
    holder[name] = flipped(holder[name])


def test_13_a_challenged_ballot_that_is_not_opened_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        _, proofs = entry_of(value, 4)
        value["challenged"].pop(proofs["confirmation_code"])
        value["proofs"]["challenged"].remove(proofs)

    assert numbers(altered(honest, change)) == ["13.B"]


def test_13_a_cast_or_spoiled_ballot_that_was_opened_is_found(honest: bytes) -> None:
    for state in (BallotState.CAST, BallotState.SPOILED):
        some = list(ballots())
        some[4] = (some[4][0], state)
        assert "13.B" in numbers(honest, some)


def test_a_terminal_that_broke_the_form_of_contest_data_is_found_out() -> None:
    prover = PlainProver(SMALL, KEYS, "broken")
    data = [b"", b"\xff" * 128, b""]
    ballot = prover.ballot(STYLE, [(0, 0, 1), (0, 0, 1), (0, 0)], FIELD, data)
    some = [(ballot, BallotState.CHALLENGED)]
    tally = tally_ballots(SMALL, ELECTION, some, CEREMONY.shares[:2], counter_random("broken"))
    written = tally_bytes(tally, MANIFEST)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, read_tally_file(written), some)
    assert [(each.number, each.where) for each in findings] == [("14.E", "challenged ballot 1, contest 2")]


def test_a_terminal_that_counts_more_write_ins_than_it_kept_is_found_out() -> None:
    prover = PlainProver(SMALL, KEYS, "uncounted")
    ballot = prover.ballot(STYLE, [(0, 0, 1), (0, 0, 2), (0, 0)], FIELD, write_ins("one"))
    some = [(ballot, BallotState.CHALLENGED)]
    tally = tally_ballots(SMALL, ELECTION, some, CEREMONY.shares[:2], counter_random("uncounted"))
    written = tally_bytes(tally, MANIFEST)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, read_tally_file(written), some)
    assert [each.number for each in findings] == ["14.E"]


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.update(extra=1),
        lambda v: v.pop("write_in_counts"),
        lambda v: v["proofs"].pop("challenged"),
        lambda v: v["proofs"]["challenged"].reverse(),
        lambda v: v["proofs"]["challenged"].pop(),
        lambda v: v["challenged"].update({"ZZ": {"selections": {}, "write_ins": {}}}),
        lambda v: v["contests"]["Mayor"].update(Ana=-1),
        lambda v: v["contests"]["Mayor"].update(Ana="1"),
        lambda v: v["contests"].update(Mayor=[1]),
        lambda v: v["proofs"]["contests"][0]["fields"][0].update(decrypted="00"),
        lambda v: v["proofs"]["contests"][0]["fields"][0]["proof"].update(c="0" * 63),
        lambda v: v.update(cast=True),
        lambda v: v["proofs"]["challenged"][0]["contests"][0].update(fields=[]),
    ],
)
def test_a_tally_in_another_form_is_refused(honest: bytes, change: Callable[[Any], None]) -> None:
    with pytest.raises(FormatError):
        read_tally_file(altered(honest, change))


def test_a_tally_with_white_space_is_refused(honest: bytes) -> None:
    with pytest.raises(FormatError):
        read_tally_file(honest + b"\n")


def test_no_code_or_nonce_stands_in_a_finding_or_repr(honest: bytes) -> None:
    def change(value: Any) -> None:
        entry_of(value, 3)[0]["selections"]["Mayor"]["Cy"] = 0

    tally = read_tally_file(altered(honest, change))
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, tally, ballots())
    text = repr(findings).upper() + repr(tally.challenged).upper()
    assert findings
    for ballot, _ in ballots():
        assert ballot.confirmation_code.hex().upper()[:12] not in text
    assert "JÁN" not in text


def test_ballots_of_another_election_do_not_make_a_tally() -> None:
    other = small_ceremony(2, 2)
    stranger = PlainProver(SMALL, other.keys).ballot(COUNTRY, [(0, 1, 0), (0, 1)], FIELD)
    with pytest.raises(InputError, match="larger than the ballots allow"):
        tally_ballots(
            SMALL,
            ELECTION,
            [(stranger, BallotState.CAST)],
            CEREMONY.shares[:2],
            counter_random("stranger"),
        )
