"""A process in which the product computes in a small group, for days by the thousand.

The product has one group and no switch for another. Here its constants are overwritten in memory, for
the rest of the process: everything on top of them, intake and verifier included, is the product's own.
What such a process makes is worth nothing, and no other process ever reads it.
"""

from collections.abc import Callable
from functools import lru_cache

import qrcode

from device.election import intake_settings
from device.electionguard import self_test
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.chaining import initial_code, next_field
from device.electionguard.contest_data import encode_write_ins, write_ins_fit
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.hashing import device_information_hash
from device.electionguard.parameters import STANDARD, Group
from device.electionguard.powers import PlainPowers
from device.formats import hexadecimal
from device.paper import setting
from device.paper.document import Plain
from device.paper.typeface import Typeface
from device.records import verify_all
from device.voting import write_in
from drivers import escpos_bytes
from hal_sim.office import pins
from hal_sim.swarm.small_group import SMALL

_CHEAP_PIN = 2
_TABLE_BUDGET_BYTES = 1 << 17
_REMEMBERED = 4096


def shrink_the_world() -> None:
    """Let this process compute in ``SMALL`` from now on; to be called before anything else."""
    for name in Group.__slots__:
        object.__setattr__(STANDARD, name, getattr(SMALL, name))
    hexadecimal.ELEMENT_DIGITS = 2 * SMALL.p_bytes
    self_test.KNOWN_CODE = _known_code()
    intake_settings.SCRYPT_N = (_CHEAP_PIN, intake_settings.SCRYPT_N[1])
    pins.SCRYPT_N = _CHEAP_PIN
    verify_all.TABLE_BUDGET_BYTES = _TABLE_BUDGET_BYTES
    # Most of every receipt is the same, and setting the same again gives the same dots and bytes.
    built = lru_cache(_REMEMBERED)(_as_tuple(escpos_bytes._band_bytes))
    escpos_bytes._band_bytes = lambda rows: built(tuple(rows))
    setting.__dict__["_strip"] = _remembering(setting._strip)
    # Every key of the write-in keyboard asks whether it still fits.
    write_in.__dict__["write_ins_fit"] = lru_cache(_REMEMBERED)(write_ins_fit)
    # Any mask makes a code that reads; the search for the prettiest takes longer than all else.
    qrcode.QRCode.best_mask_pattern = lambda _code: 0


_Strip = Callable[[Plain, bool, int, Typeface, int], tuple[int, bytes]]


def _remembering(strip: _Strip) -> _Strip:
    """Only beside bars does it matter how far down the paper a block stands."""
    remembered = lru_cache(_REMEMBERED)(strip)

    def quick(
        block: Plain, barred: bool, top: int, typeface: Typeface, width_dots: int
    ) -> tuple[int, bytes]:
        return remembered(block, barred, top if barred else 0, typeface, width_dots)

    return quick


def _as_tuple(build: Callable[[list[bytes]], bytes]) -> Callable[[tuple[bytes, ...]], bytes]:
    return lambda rows: build(list(rows))


def _known_code() -> bytes:
    """What the known-answer test gives in this group: it cannot know it from elsewhere."""
    keys = self_test._keys(STANDARD)
    plain = PlainBallot((PlainContest((1,), encode_write_ins((), 1)),))
    h_di = device_information_hash(keys.extended_base_hash, self_test.DEVICE_INFORMATION)
    field = next_field(initial_code(keys.extended_base_hash, h_di))
    random = self_test.SeededBytes(self_test.SEED)
    encryptor = BallotEncryptor(STANDARD, keys, PlainPowers(STANDARD, keys), random)
    return encryptor.encrypt(self_test.SHAPE, plain, field).ballot.confirmation_code
