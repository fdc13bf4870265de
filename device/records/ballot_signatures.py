"""Checks the two signatures of a stored ballot: over its body, and over its decided record.

What stands on a stick may have been written by somebody else, and what stands inside may have been
damaged (VVSG 2.0 13.2-B, 2.6-B): nothing is taken into a ballot box, and nothing read from one is
believed, unchecked.
"""

from device.errors import FormatError, SignatureError
from device.records.ballot_record import check_body, check_decision
from device.records.ballot_state import BallotState, StoredBallot


class BallotSignatures:
    """Checks ballots against the terminal's own public key (32 bytes, Ed25519)."""

    def __init__(self, device_key: bytes) -> None:
        self._device_key = device_key

    def check(self, ballot: StoredBallot) -> None:
        """Raise SignatureError unless this terminal signed the ballot, and its decision if it has one."""
        self.check_body(ballot.code, ballot.body, ballot.body_signature)
        if ballot.state is not None and ballot.signature is not None:
            self.check_decision(ballot.body, ballot.state, ballot.signature)

    def check_body(self, code: bytes, body: bytes, body_signature: bytes) -> None:
        """Raise SignatureError unless the body is signed and is the one of this confirmation code."""
        check_body(body, body_signature, self._device_key)
        if b'"confirmation_code":"%s"' % code.hex().upper().encode() not in body:
            raise SignatureError("A stored ballot stands under another confirmation code than its own.")

    def check_decision(self, body: bytes, state: BallotState, signature: bytes) -> None:
        """Raise SignatureError unless this terminal signed this decision about this ballot."""
        try:
            check_decision(body, state, signature, self._device_key)
        except (SignatureError, FormatError) as exc:
            raise SignatureError("The decision about a ballot is not signed by this terminal.") from exc
