"""What the office says of challenged ballots, and the nonces it publishes for it (Verifications 13, 14)."""

from collections.abc import Mapping
from typing import Any

from independent.arithmetic import Q, bp, scalar
from independent.ballots import Ballot
from independent.decryption import Opened, open_contest_data, write_ins
from independent.election import Election
from independent.findings import Report, require
from independent.manifest import Contest
from independent.strict_json import items, members, number, octets


def verify_challenged(
    report: Report,
    election: Election,
    ballots: Mapping[str, Ballot],
    opened: Mapping[str, Opened],
    tally: dict[str, Any],
) -> None:
    """Every challenged ballot is there, no other, and says what the ballot holds; the nonces prove it."""
    challenged = sorted(code for code, ballot in ballots.items() if ballot.state == "Challenged")
    where = "tally.json challenged"
    report.check(list(tally["challenged"]) == challenged, where, "are not those of the record, ascending")
    for code in set(challenged) & set(tally["challenged"]) & set(opened):
        said, meant = tally["challenged"][code], opened[code]
        report.check(said["selections"] == meant.selections, where, f"{code[:8]} has other selections")
        report.check(said["write_ins"] == meant.write_ins, where, f"{code[:8]} has other write-ins")
        in_order = list(said["selections"]) == list(meant.selections)
        report.check(in_order, where, f"{code[:8]} has its contests in another order")
    with report.part("tally.json proofs of challenged ballots"):
        proofs = [members(p, "confirmation_code", "contests") for p in items(tally["proofs"]["challenged"])]
        require([proof["confirmation_code"] for proof in proofs] == challenged, "are of other ballots")
        require(set(challenged) <= set(tally["challenged"]), "are of ballots that are not told of")
        for code, proof in zip(challenged, proofs, strict=True):
            encrypted, said = ballots[code].encrypted, tally["challenged"][code]
            opening = items(proof["contests"], len(encrypted))
            for (contest, value), nonces in zip(encrypted, opening, strict=True):
                _opens(election, ballots[code].h_i, contest, value, said, nonces)


def _opens(
    election: Election, h_i: bytes, contest: Contest, value: Any, said: dict[str, Any], proof: Any
) -> None:
    """The published nonces of one contest re-encrypt what is said of it (13.1, 13.2, 13.A)."""
    count = ("write_in_count",) if contest.write_ins else ()
    data = ("contest_data",) if contest.blocks else ()
    members(proof, "contest_ix", "nonces", *count, *data)
    require(proof["contest_ix"] == contest.index, "are of another contest")
    told = members(said["selections"].get(contest.label), *contest.options)
    values = [number(told[option]) for option in contest.options] + [number(proof[name]) for name in count]
    nonces = [scalar(xi) for xi in items(proof["nonces"], len(contest.ranges))]
    for xi, sigma, ciphertext in zip(nonces, values, value["ciphertexts"], strict=True):
        require(octets(ciphertext["alpha"], 512) == bp(election.g.power(xi)), "α is not g^ξ (13.1)")
        beta = bp(election.k_powers.power((xi + sigma) % Q))
        require(octets(ciphertext["beta"], 512) == beta, "β is not K^(σ+ξ) (13.2)")
    if contest.blocks:
        published = members(proof["contest_data"], "data", "nonce")
        plain = octets(published["data"], 32 * contest.blocks)
        there = open_contest_data(election, h_i, contest, value["contest_data"], scalar(published["nonce"]))
        require(plain == there, "contest data is something else (13.A)")
        names = write_ins(plain, proof.get("write_in_count", 0))
        require(names == said["write_ins"].get(contest.label), "contest data has other write-ins")
