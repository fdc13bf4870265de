"""``tally.json``, written; its format stands in ``device/records/tally_file.py``."""

from device.election.manifest import Contest, Manifest
from device.electionguard.ballot import Response
from device.electionguard.tally import (
    ContestTally,
    Decryption,
    ElectionTally,
    NonceProof,
    OpenedBallot,
    OpenedContest,
    ShareProof,
)
from device.formats.canonical import canonical_bytes
from device.formats.hexadecimal import hex_of_bytes, hex_of_element, hex_of_scalar
from device.records.tally_labels import write_ins_of


def tally_bytes(tally: ElectionTally, manifest: Manifest) -> bytes:
    """The bytes of ``tally.json``."""
    challenged = sorted(tally.challenged, key=lambda opened: opened.confirmation_code)
    pairs = list(zip(manifest.contests, tally.contests, strict=True))
    return canonical_bytes(
        {
            "cast": tally.cast,
            "contests": {contest.label: _options(contest, each.values) for contest, each in pairs},
            "write_in_counts": {
                contest.label: each.values[-1] for contest, each in pairs if contest.write_ins
            },
            "challenged": {
                hex_of_bytes(opened.confirmation_code): _for_people(opened, manifest)
                for opened in challenged
            },
            "proofs": {
                "contests": [_contest_proofs(each) for _, each in pairs],
                "challenged": [
                    {
                        "confirmation_code": hex_of_bytes(opened.confirmation_code),
                        "contests": [_opened(each, manifest) for each in opened.contests],
                    }
                    for opened in challenged
                ],
            },
        }
    )


def _options(contest: Contest, values: tuple[int, ...]) -> dict[str, int]:
    count = len(contest.options)
    return {option.label: value for option, value in zip(contest.options, values[:count], strict=True)}


def _for_people(opened: OpenedBallot, manifest: Manifest) -> dict[str, object]:
    pairs = [(manifest.contests[each.index - 1], each) for each in opened.contests]
    return {
        "selections": {contest.label: _options(contest, each.values) for contest, each in pairs},
        "write_ins": {
            contest.label: list(write_ins_of(each.data) or ())
            for contest, each in pairs
            if contest.write_ins
        },
    }


def _contest_proofs(tally: ContestTally) -> dict[str, object]:
    return {
        "contest_ix": tally.index,
        "fields": [
            {
                "ciphertext": {
                    "alpha": hex_of_element(ciphertext.alpha),
                    "beta": hex_of_element(ciphertext.beta),
                },
                **_decryption(decryption),
            }
            for ciphertext, decryption in zip(tally.ciphertexts, tally.decryptions, strict=True)
        ],
    }


def _opened(opened: OpenedContest, manifest: Manifest) -> dict[str, object]:
    proof = opened.proof
    value: dict[str, object] = {"contest_ix": opened.index}
    if isinstance(proof, NonceProof):
        value["nonces"] = [hex_of_scalar(nonce) for nonce in proof.nonces]
    else:
        value["fields"] = [_decryption(each) for each in proof.decryptions]
    if manifest.contests[opened.index - 1].write_ins:
        value["write_in_count"] = opened.values[-1]
    data = _data_proof(proof)
    if data is not None:
        value["contest_data"] = {"data": hex_of_bytes(opened.data), **data}
    return value


def _data_proof(proof: NonceProof | ShareProof) -> dict[str, object] | None:
    if isinstance(proof, NonceProof):
        return None if proof.data_nonce is None else {"nonce": hex_of_scalar(proof.data_nonce)}
    if proof.data is None:
        return None
    return {"beta": hex_of_element(proof.data.beta), "proof": _response(proof.data.proof)}


def _decryption(decryption: Decryption) -> dict[str, object]:
    return {"decrypted": hex_of_element(decryption.decrypted), "proof": _response(decryption.proof)}


def _response(response: Response) -> dict[str, str]:
    return {"c": hex_of_scalar(response.c), "v": hex_of_scalar(response.v)}
