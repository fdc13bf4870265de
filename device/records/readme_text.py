"""``README.txt`` of an election record: what it is, and how anyone can check it."""

from device.formats.minisign import public_key_string

_TEXT = """\
Election record of a Sealmark voting terminal

Election (first digits of the extended base hash): {election_id}
Device: {device_id}

This folder holds every ballot that was encrypted on this terminal, whether it was
cast, challenged or spoiled, with proofs that each ballot is well-formed, and what is
needed to check them. No file in it tells how anybody voted. A ballot file is named by
its tracking code: if you have a receipt, look for ballots/<your code>.json.
The files in hints/, if there are any, make checking faster; nothing depends on them.

Check with ordinary tools, in this folder:

    minisign -V -P {public_key} -m SHA256SUMS -x SHA256SUMS.minisig
    sha256sum -c SHA256SUMS

Compare the key in the first line with the one on the paper reports that the terminal
printed when the polls were opened and closed.

Check everything, the proofs included (ElectionGuard Design Specification 2.1.0,
Verifications 1 to 8):

    sealmark verify FOLDER [--package ELECTION_PACKAGE --authority AUTHORITY_KEY]
"""


def readme_text(election_id: str, device_id: str, signing_key: bytes) -> bytes:
    """The bytes of ``README.txt``; ``signing_key`` is the device's 32-byte public key."""
    text = _TEXT.format(
        election_id=election_id, device_id=device_id, public_key=public_key_string(signing_key)
    )
    return text.encode("utf-8")
