"""Secrets never stand in a ``repr``, an error, a line of output or a command line: held by name.

A name is not a proof. What really stands in reprs, logs and files after a day is looked for by
``tests/faults/test_day_secrecy.py``; this test holds for the parts that no day reaches.
"""

import argparse
import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import device
import drivers
import hal_sim
from device.electionguard.ballot import ElectionKeys
from drivers.__main__ import COMMANDS as TERMINAL_COMMANDS
from drivers.commands.command import add_commands
from hal_sim.__main__ import COMMANDS as REHEARSAL_COMMANDS

ROOT = Path(__file__).parents[2]
SECRET_WORDS = {
    "nonce", "nonces", "secret", "secrets", "key", "keys", "pin", "pins", "marks", "votes", "ins",
    "code", "codes", "plain", "share", "shares", "coefficients", "private", "wishes", "password", "xi",
}  # fmt: skip

# Names that sound like a secret and are none.
PUBLIC_FIELDS = {
    # public keys, which records and reports show
    "Identity.authority_key",
    "DeviceEntry.signing_key",
    "DeviceRecord.signing_key",
    "BoxIdentity.device_key",
    "ElectionKeys.vote_key",
    "ElectionKeys.data_key",
    "Guardian.communication_key",
    "Preparation.authority_key",
    # their scrypt digests and salts are hidden; what shows is the cost
    "Settings.pins",
    # how many write-in fields a contest has
    "Contest.write_ins",
    # H_0 of a chain, printed on the readiness report: it is no ballot's code
    "DeviceRecord.initial_code",
    # names of texts in the catalogue of a language
    "JobMoved.text_key",
    "Working.text_key",
    # sizes on the panel
    "Metrics.code",
    "Metrics.key",
}
PUBLIC_TYPES = {ElectionKeys}


def words_of(name: str) -> set[str]:
    return set(re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))


def sounds_secret(name: str) -> bool:
    return bool(words_of(name) & SECRET_WORDS)


def dataclasses_of_the_house() -> Iterator[type[Any]]:
    for top in (device, drivers, hal_sim):
        for found in pkgutil.walk_packages(top.__path__, f"{top.__name__}."):
            module = importlib.import_module(found.name)
            for value in vars(module).values():
                if (
                    isinstance(value, type)
                    and value.__module__ == found.name
                    and dataclasses.is_dataclass(value)
                ):
                    yield value


def is_closed(annotation: object) -> bool:
    """Whether no ``repr`` of this type can show anything: all its fields are left out of it."""
    inner = [each for each in get_args(annotation) if each is not type(None) and each is not Ellipsis]
    if inner:
        return all(is_closed(each) for each in inner)
    if annotation in PUBLIC_TYPES:
        return True
    if not (isinstance(annotation, type) and dataclasses.is_dataclass(annotation)):
        return False
    fields = dataclasses.fields(annotation)
    hints = get_type_hints(annotation)
    return all(not each.repr or is_closed(hints[each.name]) for each in fields)


def shown_secrets(kind: type[Any]) -> list[str]:
    """Fields of a dataclass that sound secret and stand in its ``repr``."""
    if not kind.__dataclass_params__.repr:
        return []
    hints = get_type_hints(kind)
    return [
        f"{kind.__name__}.{each.name}"
        for each in dataclasses.fields(kind)
        if each.repr and sounds_secret(each.name) and not is_closed(hints[each.name])
    ]


def test_no_dataclass_shows_a_secret_in_its_repr() -> None:
    kinds = list(dataclasses_of_the_house())
    assert len(kinds) > 200
    shown = {each for kind in kinds for each in shown_secrets(kind)}
    assert shown - PUBLIC_FIELDS == set()
    assert PUBLIC_FIELDS - shown == set(), "an exception that nobody needs any more"


@dataclasses.dataclass
class Closed:
    votes: tuple[int, ...] = dataclasses.field(repr=False)


@dataclasses.dataclass
class Leaky:
    ballot_nonce: bytes
    marks: Closed
    both: int
    hidden_pin: str = dataclasses.field(repr=False)
    codes: tuple[Closed, ...] | None
    writeIns: str  # noqa: N815  a name in another style


def test_the_rule_for_dataclasses_finds_what_it_should() -> None:
    assert shown_secrets(Leaky) == ["Leaky.ballot_nonce", "Leaky.writeIns"]


# Messages and output

FILES = [path for top in ("device", "drivers", "hal_sim") for path in sorted((ROOT / top).rglob("*.py"))]
SAME_IN_ANOTHER_FORM = {"hex", "decode", "upper", "lower", "strip", "join", "format"}
SPEAKING = {"print", "write", "debug", "info", "warning", "error", "exception", "critical", "log"}

# What messages and output may say although its name sounds secret.
SAID = {
    "device/election/identity.py": {"KEY_NAME"},  # a file's name
    "device/election/intake_keys.py": {"JOINT_KEYS_NAME"},
    "hal_sim/commands/office_authority.py": {"public_key", "public_key_string"},
}


def names_in(node: ast.AST) -> set[str]:
    """Names and attributes that a piece of source puts into a text; lengths and types are no secrets."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("len", "type"):
        return set()
    if isinstance(node, ast.Attribute) and node.attr not in SAME_IN_ANOTHER_FORM:
        return {node.attr}
    own = {node.id} if isinstance(node, ast.Name) else set()
    return own.union(*(names_in(child) for child in ast.iter_child_nodes(node)))


def spoken(tree: ast.AST) -> Iterator[ast.AST]:
    """What is interpolated into texts that are raised, and everything that is printed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            for inner in ast.walk(node.exc):
                if isinstance(inner, ast.FormattedValue):
                    yield inner.value
                if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mod | ast.Add):
                    yield inner
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            if name == "print" or (name in SPEAKING and "log" in ast.unparse(node.func)):
                yield from node.args


def said_secrets(source: str) -> set[str]:
    return {name for part in spoken(ast.parse(source)) for name in names_in(part) if sounds_secret(name)}


def test_no_error_and_no_output_is_made_of_a_secret() -> None:
    said = {}
    for path in FILES:
        found = said_secrets(path.read_text(encoding="utf-8"))
        if found:
            said[str(path.relative_to(ROOT))] = found
    assert said == SAID


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise FormatError(f"{self._pin} is wrong.")', {"_pin"}),
        ('raise FormatError("%s is wrong." % ballot.nonce)', {"nonce"}),
        ('raise FormatError(f"there are {len(pins)} of them")', set()),
        ('raise FormatError(f"{where} is wrong.") from exc', set()),
        ('raise FormatError(f"Guardian {secret.index} is not here.")', set()),
        ("print(record.confirmation_code.hex())", {"confirmation_code"}),
        ('logger.info("voted %s", marks)', {"marks"}),
        ("key = secret + nonce", set()),
    ],
)
def test_the_rule_for_texts_finds_what_it_should(source: str, found: set[str]) -> None:
    assert said_secrets(source) == found


# Command lines, which every user of a machine can read


def actions_of(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from actions_of(inner)
        else:
            yield action


def test_no_command_takes_a_secret_as_an_argument() -> None:
    taken = []
    for commands in (TERMINAL_COMMANDS, REHEARSAL_COMMANDS):
        parser = argparse.ArgumentParser()
        add_commands(parser, commands)
        taken += [each for each in actions_of(parser) if sounds_secret(each.dest)]
    assert {each.dest for each in taken} == {"secret"}
    assert all(each.type is Path for each in taken), "where a secret lies, never the secret itself"


def test_no_other_program_is_started_with_a_secret() -> None:
    started = 0
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("subprocess."):
                started += 1
                names = set().union(*(names_in(each) for each in (*node.args, *node.keywords)))
                assert not {name for name in names if sounds_secret(name)}, path
    assert started
