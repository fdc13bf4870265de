"""Reading ``election_parameters.json``: the standard group, and the sizes that go with it."""

from device.election.election import Chaining, Parameters
from device.election.texts import expect_label
from device.electionguard.parameters import STANDARD, VERSION, Group
from device.errors import FormatError
from device.formats.canonical import expect_integer, expect_properties, expect_text, read_canonical
from device.formats.hexadecimal import hex_of_element, hex_of_scalar

PARAMETERS_NAME = "election_parameters.json"
MAX_PARAMETERS_BYTES = 16 << 10
MAX_GUARDIANS = 32
"""More are refused: checking n guardians costs about n * k * 4 powers mod p."""

CHAINING_WORDS = {Chaining.NONE: "Prohibited", Chaining.SIMPLE: "Required"}


def fixed_parameters(group: Group = STANDARD) -> dict[str, object]:
    """``fixed_parameters`` as every package holds them (EG 2.1.0 sec. 3.1.1)."""
    scalar = hex_of_scalar(group.q)
    return {
        "ElectionGuard_Design_Specification_version": {"number": list(VERSION)},
        "generation_parameters": {
            "q_bits_total": 256,
            "p_bits_total": 4096,
            "p_bits_msb_fixed_1": 256,
            "p_middle_bits_source": "ln_2",
            "p_bits_lsb_fixed_1": 256,
        },
        "field": {"q": scalar},
        "group": {"p": hex_of_element(group.p), "g": hex_of_element(group.g), "q": scalar},
    }


def read_parameters(data: bytes) -> Parameters:
    """The varying parameters; the fixed ones must be the standard ones. Raises FormatError."""
    root = read_canonical(data, PARAMETERS_NAME, MAX_PARAMETERS_BYTES)
    expect_properties(root, ("fixed_parameters", "varying_parameters"), PARAMETERS_NAME)
    _check_fixed(root["fixed_parameters"])
    where = f"{PARAMETERS_NAME}: varying_parameters"
    members = expect_properties(
        root["varying_parameters"], ("n", "k", "info", "date", "ballot_chaining"), where
    )
    guardians = expect_integer(members["n"], f"{where}: n", 1, MAX_GUARDIANS)
    return Parameters(
        guardians,
        expect_integer(members["k"], f"{where}: k", 1, guardians),
        expect_label(members["info"], f"{where}: info"),
        expect_label(members["date"], f"{where}: date"),
        _chaining(members["ballot_chaining"], where),
    )


def _check_fixed(value: object) -> None:
    expected = fixed_parameters()
    where = f"{PARAMETERS_NAME}: fixed_parameters"
    members = expect_properties(value, expected, where)
    for name, standard in expected.items():
        part = members[name]
        if isinstance(standard, dict):
            expect_properties(part, standard, f"{where}: {name}")
        # repr tells 1 from true, which compare as equal.
        if repr(part) != repr(standard):
            raise FormatError(f"{where}: {name} is not the standard one of ElectionGuard 2.1.")


def _chaining(value: object, where: str) -> Chaining:
    text = expect_text(value, f"{where}: ballot_chaining")
    for mode, word in CHAINING_WORDS.items():
        if text == word:
            return mode
    raise FormatError(f"{where}: ballot_chaining must be 'Prohibited' or 'Required'.")
