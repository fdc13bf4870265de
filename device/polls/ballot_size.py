"""How large the record of a ballot can get, so that the slots of the ballot boxes fit every style."""

from device.election.election import Election
from device.electionguard.zero_ballot import ballot_of_zeros
from device.records.ballot_record import ballot_body


def largest_body_bytes(election: Election, device_id: str) -> int:
    """Bytes of the largest ballot body of any style.

    Every number in a record has a fixed length, so a ballot of zeros is as long as a real one.
    """
    styles = election.manifest.ballot_styles
    return max(
        len(ballot_body(ballot_of_zeros(election.manifest.shape(style.index)), device_id))
        for style in styles
    )
