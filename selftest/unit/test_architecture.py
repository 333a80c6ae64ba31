"""The law of the house: arrows between packages only go down (docs/ARCHITECTURE.md)."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

import pytest

from selftest.support.processes import ROOT

PACKAGE = "servio_verify"

FLOORS: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            {"process"},
            {"errors", "start"},
            {"environments"},
            {"run"},
            {"secrets"},
            {"failures"},
            {"results"},
            {"traffic"},
            {"api"},
            {"target", "browser"},
            {"infra"},
            {"monitoring", "data"},
            {"judgement"},
            {"reporting"},
            {"deployment"},
            {"workflow"},
            {"load", "pytest_plugin"},
            {"doctor", "watching", "proof"},
            {"cli"},
            {"testing"},
        ),
    )
)
"""From the ground up. Two packages of one floor do not know each other."""

LOAD_FLOORS = tuple(map(frozenset, ({"measure"}, {"plan"}, {"judgement"}, {"lifecycle"}, {"driver"}, {"launcher"})))
"""The same inside `load/`."""


class Arrow(NamedTuple):
    """One import of ours: from file and line to a module."""

    file: str
    line: int
    module: str
    only_for_types: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def is_module(dotted: str) -> bool:
    path = ROOT / dotted.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def imported(node: ast.AST) -> Iterator[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            yield whole if node.module.startswith(PACKAGE) and is_module(whole) else node.module


@cache  # read when a test asks: to collect the tests would take a quarter longer
def arrows() -> tuple[Arrow, ...]:
    """Every import in the package, those inside functions and for type checkers too."""
    found = []
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        file = str(path.relative_to(ROOT))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        typing = {inner for node in ast.walk(tree) if is_for_types(node) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            found += [Arrow(file, getattr(node, "lineno", 0), name, node in typing) for name in imported(node)]
    return tuple(found)


def ours() -> list[Arrow]:
    return [arrow for arrow in arrows() if arrow.module.startswith(f"{PACKAGE}.")]


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def room(dotted: str, depth: int) -> str:
    parts = dotted.removesuffix(".py").replace("/", ".").split(".")
    return parts[depth] if len(parts) > depth else ""


def going_up(depth: int, floors: tuple[frozenset[str], ...]) -> list[str]:
    """The arrows between the rooms at this depth that do not go down, each with file and line."""
    floor = {name: number for number, names in enumerate(floors) for name in names}
    wrong = []
    for arrow in ours():
        source, target = room(arrow.file, depth), room(arrow.module, depth)
        if source in floor and target in floor and source != target and floor[target] >= floor[source]:
            wrong.append(str(arrow))
    return wrong


def reached(start: Mapping[str, set[str]], first: str) -> set[str]:
    seen, todo = set(), [first]
    while todo:
        module = todo.pop()
        if module not in seen:
            seen.add(module)
            todo += start.get(module, ())
    return seen


def graph() -> dict[str, set[str]]:
    """Which module imports which of ours when it runs."""
    edges: dict[str, set[str]] = {}
    for arrow in ours():
        if arrow.only_for_types:
            continue
        edges.setdefault(arrow.file.removesuffix(".py").replace("/", "."), set()).add(arrow.module)
    return edges


def test_arrows_between_packages_only_go_down() -> None:
    assert not going_up(1, FLOORS)


def test_arrows_inside_the_load_tier_only_go_down() -> None:
    assert not [line for line in going_up(2, LOAD_FLOORS) if f"{PACKAGE}/load/" in line and f"{PACKAGE}.load." in line]


def test_every_package_and_module_has_its_floor() -> None:
    packages = {path.parent.name for path in (ROOT / PACKAGE).glob("*/__init__.py")}
    modules = {path.stem for path in (ROOT / PACKAGE).glob("*.py")} - {"__init__"}
    assert packages | modules == set().union(*FLOORS)


def test_the_public_face_is_for_checks_alone() -> None:
    assert not [str(arrow) for arrow in ours() if room(arrow.module, 1) == "testing"]


def test_no_file_imports_in_a_circle() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_only_the_load_driver_imports_locust_and_gevent() -> None:
    foreign = ("locust", "gevent", "geventhttpclient")
    home = f"{PACKAGE}/load/driver/"
    assert not [
        str(arrow)
        for arrow in arrows()
        if arrow.module.partition(".")[0] in foreign and not arrow.file.startswith(home)
    ]


def test_pages_know_nothing_of_the_api() -> None:
    home = (f"{PACKAGE}/browser/pages/", f"{PACKAGE}/browser/parts/")
    assert not [str(arrow) for arrow in ours() if arrow.file.startswith(home) and room(arrow.module, 1) == "api"]


def test_the_load_driver_never_loads_a_browser() -> None:
    edges = graph()
    drivers = [module for module in edges if module.startswith(f"{PACKAGE}.load.driver.")]
    their_own = set().union(*(reached(edges, driver) for driver in drivers))
    loading = {
        arrow.file.removesuffix(".py").replace("/", "."): str(arrow)
        for arrow in arrows()
        if arrow.module.partition(".")[0] == "playwright" and not arrow.only_for_types
    }
    assert not [line for module, line in loading.items() if module in their_own]


def test_packages_cost_no_import() -> None:
    for path in (ROOT / PACKAGE).rglob("__init__.py"):
        statements = ast.parse(path.read_text(encoding="utf-8")).body
        assert all(isinstance(node, ast.Expr) for node in statements), f"{path.relative_to(ROOT)} does more than speak"


def test_rooms_stay_small() -> None:
    commands = ROOT / PACKAGE / "cli" / "commands"  # a file for each command: people look there by its name
    for folder in {path.parent for path in (ROOT / PACKAGE).rglob("*.py")} - {commands}:
        files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= 13, f"{folder.relative_to(ROOT)} has {len(files)} files"
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / PACKAGE).rglob("*.py")}
    assert not [f"{path.relative_to(ROOT)}: {count} lines" for path, count in lengths.items() if count > 200]
    assert sorted(lengths.values())[len(lengths) // 2] < 80


def test_functions_stay_short() -> None:
    long = []
    for path in (ROOT / PACKAGE).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines")
    assert not long
