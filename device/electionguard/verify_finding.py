"""What a verifier reports: one finding per check that does not hold.

Numbers are the items of EG 2.1.0 sec. 6, "6.B". Two proofs on a ballot have no item there; they go
by their equation, "eq. 38" and "eq. 69". The hints of a record go by "hints".
"""

from collections.abc import Mapping
from dataclasses import dataclass

CHECKS: Mapping[str, str] = {
    "1.A": "the specification's version is 2.1.0",
    "1.B": "p is the standard modulus",
    "1.C": "q is the standard subgroup order",
    "1.D": "g is the standard generator",
    "1.E": "the parameter base hash H_P is right",
    "1.F": "the election base hash H_B is right",
    "2.A": "the guardians' public keys are in the group",
    "2.B": "the responses of the guardians' proofs are in range",
    "2.C": "the guardians' proofs of their keys hold",
    "3.A": "the vote encryption key is the product of the guardians' keys",
    "3.B": "the ballot data encryption key is the product of the guardians' keys",
    "4.A": "the extended base hash H_E is right",
    "5.A": "no two ballots share a selection encryption identifier",
    "5.B": "the identifier hash H_I is right",
    "6.A": "the encrypted selections are all there and in the group",
    "6.B": "the challenges of the range proofs are in range",
    "6.C": "the responses of the range proofs are in range",
    "6.D": "the range proofs hold, with exactly one branch for each allowed value",
    "7.A": "the encrypted selections of each total are in the group",
    "7.B": "the challenges of the selection limit proofs are in range",
    "7.C": "the responses of the selection limit proofs are in range",
    "7.D": "the selection limit proofs hold, with exactly one branch for each allowed total",
    "8.A": "the contest hashes are right, for exactly the contests of the ballot style",
    "8.B": "the confirmation code is right",
    "8.C": "the device information hash H_DI is right",
    "8.D": "the chaining field names this device (no chaining)",
    "8.E": "the ballots form one chain",
    "8.F": "the chain starts with this device's initial code",
    "8.G": "the chain's closing hash is right",
    "eq. 38": "the proof on the encrypted ballot nonce holds",
    "eq. 69": "the proofs on the encrypted contest data hold",
    "hints": "the exported commitments are those of the proofs",
    "9.A": "the encrypted tally is the product of all cast ballots (A)",
    "9.B": "the encrypted tally is the product of all cast ballots (B)",
    "10.A": "the responses of the decryption proofs are in range",
    "10.B": "the decryption proofs hold",
    "10.C": "the decrypted tallies are the published numbers",
    "11.A": "every contest of the tally stands in the manifest",
    "11.B": "every option of the tally stands in the manifest",
    "11.C": "every option of the manifest stands in the tally",
    "11.D": "every contest of the ballots stands in the tally",
    "12.A": "the responses of the contest data decryption proofs are in range",
    "12.B": "the contest data decryption proofs hold",
    "12.C": "the decrypted contest data is the published data",
    "13.A": "the contest data of challenged ballots is decrypted rightly",
    "13.B": "the challenged ballots, encrypted again, have their confirmation codes",
    "14.A": "every contest of a challenged ballot stands in its ballot style",
    "14.B": "every contest of the ballot style stands on the challenged ballot",
    "14.C": "every option of a challenged ballot stands in the manifest",
    "14.D": "every option of the manifest stands on the challenged ballot",
    "14.E": "every selection on a challenged ballot is allowed",
    "14.F": "no contest of a challenged ballot exceeds its selection limit",
}
"""Every number a finding can have, and what holds when there is no finding with it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold: its number, where, and what is wrong there.

    ``where`` names a contest, field, guardian or link by index; neither it nor ``problem`` holds a
    confirmation code, a nonce or a vote.
    """

    number: str
    where: str
    problem: str

    def __post_init__(self) -> None:
        """Raise ValueError for a number that no check has."""
        if self.number not in CHECKS:
            raise ValueError("a finding needs the number of a check")
