"""The rules of the house: who may import whom, and what no file may hold."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# From the ground up. A room may import what stands before it, and itself; rooms in one set may not
# import each other.
FLOORS: list[set[str]] = [
    {"device.errors"},
    {"device.formats"},
    {"device.hal"},
    {"device.electionguard"},
    {"device.election"},
    {"device.records"},
    {"device.fonts"},
    {"device.paper"},
    {"device.voting", "device.polls"},
    {"device.ui"},
    {"device.terminal"},
    {"drivers"},
    {"hal_sim"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# What only one place may know. The key is a library, the value the files that may import it.
EDGES = {
    "serial": {"drivers/serial_link.py"},
    "escpos": {"drivers/"},
    "usb": {"drivers/"},
    "pyudev": {"drivers/stick_watch.py"},
    "gmpy2": {
        "device/electionguard/",
        "device/formats/hexadecimal.py",
        "hal_sim/office/",
        "hal_sim/swarm/small_group.py",
    },
    "sqlite3": set(),
    "pickle": set(),
}

FILES = sorted(path for top in ("device", "drivers", "hal_sim") for path in (ROOT / top).rglob("*.py"))


def room_of(module: str) -> str:
    parts = module.split(".")
    if parts[0] != "device":
        return parts[0]
    return ".".join(parts[:2])


def imported_modules(tree: ast.AST) -> list[str]:
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the room"
            names.append(node.module or "")
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_keeps_the_rules_of_the_house(path: Path) -> None:
    relative = path.relative_to(ROOT)
    module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own_room = room_of(module)
    for name in imported_modules(tree):
        _check_floor(own_room, name)
        _check_edge(str(relative), name)
    _check_nodes(tree)
    if relative.name == "__init__.py" and str(relative) != "device/hal/__init__.py":
        assert path.read_text(encoding="utf-8").strip() == "", "only hal re-exports"


def _check_floor(own_room: str, name: str) -> None:
    if own_room not in FLOOR_OF:  # "device" itself: an empty package
        return
    room = room_of(name)
    if room in FLOOR_OF and room != own_room:
        assert FLOOR_OF[room] < FLOOR_OF[own_room], f"{own_room} must not import {name}"


def _check_edge(relative: str, name: str) -> None:
    library = name.split(".", maxsplit=1)[0]
    if library in EDGES:
        assert any(relative.startswith(edge) for edge in EDGES[library]), f"{name} is not for this file"


def _check_nodes(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)]
            assert not inner, f"{node.name} imports inside a function"
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= 60, f"{node.name} has {lines} lines"
        assert not isinstance(node, ast.Assert), "assert is no input check"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, "a bare except"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "__import__"}


def test_the_house_has_no_import_cycle() -> None:
    graph: dict[str, set[str]] = {}
    for path in FILES:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        graph[module] = set(imported_modules(ast.parse(path.read_text(encoding="utf-8"))))
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join((*above, module))
        if module in done or module not in graph:
            return
        for name in graph[module]:
            visit(name, (*above, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def test_no_file_grows_into_a_hall() -> None:
    long = {str(path.relative_to(ROOT)): n for path in FILES if (n := path.read_text().count("\n")) > 300}
    assert not long


def test_the_device_never_asks_whether_it_is_simulated() -> None:
    for path in (ROOT / "device").rglob("*"):
        if path.suffix in {".py", ".qml", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert "hal_sim" not in text, path
            assert "simulat" not in text.lower(), path
