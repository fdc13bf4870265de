"""Checks the two signatures of a stored ballot: over its body, and over its decided record.

What stands on a stick may have been written by somebody else, and what stands inside may have been
damaged (VVSG 2.0 13.2-B, 2.6-B): nothing is taken into a ballot box, and nothing read from one is
believed, unchecked.
"""

import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from device.errors import FormatError, SignatureError
from device.records.ballot_record import check_body
from device.records.ballot_state import BallotState, StoredBallot

_STYLE = re.compile(rb'\{"ballot_style_ix":[1-9][0-9]{0,9},')


def decided_bytes(body: bytes, state: BallotState) -> bytes:
    """The canonical bytes that a final signature signs: the body with ``ballot_state`` in its place.

    The same bytes that a parse and a new serialization give, without their cost: a start reads a
    thousand ballots of a megabyte each. Raises FormatError for bytes that are no ballot body.
    """
    style = _STYLE.match(body)
    if style is None:
        raise FormatError("A stored ballot does not begin with its ballot style.")
    return style[0] + f'"ballot_state":"{state.value}",'.encode() + body[style.end() :]


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
            key = Ed25519PublicKey.from_public_bytes(self._device_key)
            key.verify(signature, decided_bytes(body, state))
        except (InvalidSignature, FormatError) as exc:
            raise SignatureError("The decision about a ballot is not signed by this terminal.") from exc
