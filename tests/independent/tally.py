"""tally.json and the demo's voters.json (EG 2.1.0 Verifications 9 to 14)."""

from collections.abc import Mapping
from typing import Any

import gmpy2
from independent.arithmetic import P, b4, bp, element, hash_q, power, proof_pair
from independent.ballots import Ballot
from independent.decryption import Opened, Secrets, decrypt
from independent.election import Election
from independent.findings import Report, require
from independent.manifest import Contest
from independent.strict_json import items, members, number, octets, read, text

_VOTER = ("confirmation_code", "ballot_state", "selections", "write_ins")


def read_voters(election: Election, data: bytes) -> list[dict[str, Any]]:
    """What each scripted voter meant. Raises Refused."""
    voters = items(members(read(data), "voters")["voters"])
    contests = {contest.label: contest for contest in election.manifest.contests}
    for voter in voters:
        members(voter, *_VOTER)
        octets(voter["confirmation_code"], 32)
        for label, chosen in voter["selections"].items():
            require(label in contests and set(chosen) <= set(contests[label].options), "has unknown labels")
            require(all(number(n, 1) for n in chosen.values()), "lists an option that is not selected")
        for label, names in voter["write_ins"].items():
            require(label in contests and contests[label].write_ins > 0, "has write-ins where none can be")
            require(
                len([text(name) for name in items(names)]) <= contests[label].write_ins,
                "too many write-ins",
            )
    return voters


def verify_voters(
    report: Report,
    voters: list[dict[str, Any]],
    ballots: Mapping[str, Ballot],
    opened: Mapping[str, Opened],
) -> None:
    """One voter an encrypted ballot, and every opened ballot says what its voter meant."""
    codes = [voter["confirmation_code"] for voter in voters]
    report.check(sorted(codes) == sorted(ballots), "voters.json", "names other ballots than the record")
    for voter in voters:
        code = voter["confirmation_code"]
        if code not in opened:
            continue
        where = f"voters.json {code[:8]}"
        report.check(
            voter["ballot_state"] == ballots[code].state, where, "has another state than the record"
        )
        said = {label: {o: n for o, n in c.items() if n} for label, c in opened[code].selections.items()}
        report.check(voter["selections"] == said, where, "the ballot says something else")
        report.check(voter["write_ins"] == opened[code].write_ins, where, "the ballot has other write-ins")


def sums(election: Election, voters: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, int]]:
    """The totals and write-in counts that the voters who cast meant."""
    cast = [voter for voter in voters if voter["ballot_state"] == "Cast"]
    totals = {
        contest.label: {
            option: sum(voter["selections"].get(contest.label, {}).get(option, 0) for voter in cast)
            for option in contest.options
        }
        for contest in election.manifest.contests
    }
    counts = {
        contest.label: sum(len(voter["write_ins"].get(contest.label, [])) for voter in cast)
        for contest in election.manifest.contests
        if contest.write_ins
    }
    return totals, counts


def _aggregate(contest: Contest, position: int, ballots: Mapping[str, Ballot]) -> tuple[Any, Any]:
    # (79) A = Π α, B = Π β over the cast ballots
    a, b = gmpy2.mpz(1), gmpy2.mpz(1)
    for ballot in ballots.values():
        for there, value in ballot.encrypted if ballot.state == "Cast" else []:
            if there.index == contest.index:
                ciphertext = value["ciphertexts"][position]
                a = a * gmpy2.mpz(ciphertext["alpha"], 16) % P
                b = b * gmpy2.mpz(ciphertext["beta"], 16) % P
    return a, b


def _proven(election: Election, context: tuple[int, int], value: Any, a_b: tuple[Any, Any], t: int) -> None:
    members(value, "ciphertext", "decrypted", "proof")
    members(value["ciphertext"], "alpha", "beta")
    big_a, big_b = a_b
    stated = (octets(value["ciphertext"]["alpha"], 512), octets(value["ciphertext"]["beta"], 512))
    require(stated == (bp(big_a), bp(big_b)), "is not the product of the cast ballots (9)")
    decrypted = element(value["decrypted"])
    require(decrypted == power(election.vote_key, t), "T is not K^t (10.C)")
    c, v = proof_pair(value["proof"])
    # (10.1)-(10.3), (90) c = H_q(H_E; 0x31, ind_c, ind_o, A, B, a, b, M)
    m = big_b * gmpy2.invert(decrypted, P) % P
    a = election.g.power(v) * power(election.vote_key, c) % P
    b = power(big_a, v) * power(m, c) % P
    expected = hash_q(election.h_e, 0x31, b4(context[0]), b4(context[1]), *map(bp, (big_a, big_b, a, b, m)))
    require(c == expected, "the decryption proof does not hold (10.B)")


def verify_totals(
    report: Report,
    election: Election,
    secrets: Secrets,
    ballots: Mapping[str, Ballot],
    tally: dict[str, Any],
) -> None:
    """Decrypt every total from the ballots themselves, and check the office's proof of it."""
    most = sum(ballot.state == "Cast" for ballot in ballots.values())
    report.check(tally["cast"] == most, "tally.json", f"counts {tally['cast']} cast ballots, not {most}")
    for contest in election.manifest.contests:
        stated = list(tally["contests"][contest.label].values())
        if contest.write_ins:
            stated.append(tally["write_in_counts"][contest.label])
        with report.part(f"tally.json proofs of contest {contest.index}"):
            proofs = members(tally["proofs"]["contests"][contest.index - 1], "contest_ix", "fields")
            require(proofs["contest_ix"] == contest.index, "are of another contest")
            fields = items(proofs["fields"], len(contest.ranges))
        for position, bound in enumerate(contest.ranges):
            with report.part(f"tally.json contest {contest.index} field {position + 1}"):
                a_b = _aggregate(contest, position, ballots)
                t = decrypt(election, secrets, *a_b, most * bound)
                require(t == stated[position], f"says {stated[position]} where the ballots hold {t}")
                _proven(election, (contest.index, position + 1), fields[position], a_b, t)


def read_tally(election: Election, data: bytes) -> dict[str, Any]:
    """The form of tally.json. Raises Refused."""
    tally = members(read(data), "cast", "contests", "write_in_counts", "challenged", "proofs")
    number(tally["cast"])
    members(tally["contests"], *[contest.label for contest in election.manifest.contests])
    for contest in election.manifest.contests:
        for total in members(tally["contests"][contest.label], *contest.options).values():
            number(total)
    members(tally["write_in_counts"], *[c.label for c in election.manifest.contests if c.write_ins])
    members(tally["proofs"], "contests", "challenged")
    items(tally["proofs"]["contests"], len(election.manifest.contests))
    for code, said in tally["challenged"].items():
        octets(code, 32)
        members(said, "selections", "write_ins")
    return tally
