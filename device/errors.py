"""The one error tree of Sealmark.

    SealmarkError
    ├── InputError            something from outside is refused; the message names the cause
    │   ├── FormatError       bytes that are not the format they should be
    │   ├── SignatureError    a signature or a sum that does not hold
    │   ├── PackageError      an election package, refused whole
    │   ├── RecordError       an election record that cannot be read
    │   └── SelectionError    selections that the ballot style does not allow
    ├── EncryptionError       the terminal's own ciphertext did not survive its self-check
    ├── StorageError          ballot boxes or logs that disagree or are damaged
    ├── HardwareError         a part of the terminal failed
    │   ├── PrinterError
    │   ├── MediumError
    │   │   ├── MediumMissing
    │   │   ├── MediumFull
    │   │   └── MediumFailing
    │   │       └── MediumLying
    │   └── EntropyError
    ├── StateError            not possible now; the message says what has to happen first
    └── AccessError           a PIN that is wrong, or has to wait

A message is one sentence a poll worker can act on. No vote, nonce, key or tracking code may
stand in a message or a ``repr``: errors are logged and shown to people who must not know them.
Programming errors stay ``ValueError`` and ``TypeError``.
"""


class SealmarkError(Exception):
    """Root of everything Sealmark raises on purpose."""


class InputError(SealmarkError):
    """Something that came from outside is refused."""


class FormatError(InputError):
    """Bytes that are not in the format they should be in."""


class SignatureError(InputError):
    """A signature or a checksum that does not hold."""


class PackageError(InputError):
    """An election package that is refused whole."""


class RecordError(InputError):
    """An election record that cannot be read."""


class SelectionError(InputError):
    """Selections that the ballot style does not allow."""


class EncryptionError(SealmarkError):
    """The terminal's own ciphertext did not survive its self-check; no code may be shown."""


class StorageError(SealmarkError):
    """Ballot boxes or logs that disagree or are damaged."""


class HardwareError(SealmarkError):
    """A part of the terminal failed."""


class PrinterError(HardwareError):
    """The printer cannot do what was asked."""


class MediumError(HardwareError):
    """A storage medium cannot do what was asked."""


class MediumMissing(MediumError):
    """The medium is not there, or was pulled."""


class MediumFull(MediumError):
    """The medium has no room."""


class MediumFailing(MediumError):
    """The medium failed to write or read; what it holds is suspect."""


class MediumLying(MediumFailing):
    """The medium said that a write was durable, and holds something else: a fake or a broken one."""


class EntropyError(HardwareError):
    """The source of randomness is unhealthy; nothing may be encrypted."""


class StateError(SealmarkError):
    """What was asked is not possible now."""


class AccessError(SealmarkError):
    """A PIN that is wrong, or a person who has to wait after wrong ones."""
