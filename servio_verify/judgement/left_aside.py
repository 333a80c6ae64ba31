"""Checks on disk that a run did not collect, by whatever means they were left aside.

An option or a setting of pytest's may leave out a file before anybody counts it (`--ignore`, `collect_ignore`,
`norecursedirs`, `python_functions`, another name): only the files themselves say what a tier holds.
"""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeGuard

from servio_verify.results.uncollected import UncollectedFiles, uncollected_checks

PREFIX = "test"

_DEFINED = re.compile(rb"\bdef[\s\\]+(test\w*)")
_IN_A_CLASS = re.compile(rb"\bclass[\s\\]+Test")


def left_aside(
    root: Path, tiers: Iterable[str], checks: Iterable[str], named: Collection[Path] = frozenset()
) -> Iterator[str]:
    """Yield what the folders of these tiers hold besides the checks (node ids) that were collected.

    Of the files in `named` single checks were asked for: what else is in them is told elsewhere.
    """
    collected: dict[Path, set[str]] = {}
    for check in checks:
        file, _, name = check.partition("::")
        collected.setdefault((root / file).resolve(), set()).add(name.partition("[")[0])
    for tier in tiers:
        held = dict(_held(root / "tests" / tier, collected))
        if missing := held.keys() - collected.keys():
            yield str(UncollectedFiles(tier, len(missing)))
        lost = [
            name
            for file in sorted(held.keys() & collected.keys() - set(named))
            if "" not in collected[file]  # it could not be collected, which is a failure of its own
            for name in held[file]
            if name not in collected[file]
        ]
        if lost:
            yield uncollected_checks(tier, lost)


def _held(folder: Path, collected: Mapping[Path, Collection[str]]) -> Iterator[tuple[Path, list[str]]]:
    """Yield each file below a folder that holds checks, whatever it is called, with their names."""
    for path in folder.rglob("*.py"):
        resolved = path.resolve()
        try:
            names = _names(path.read_bytes(), collected.get(resolved, ()))
        except (SyntaxError, ValueError, OSError):
            names = []
        if names or path.name.startswith(f"{PREFIX}_"):
            yield resolved, names


def _names(source: bytes, collected: Collection[str]) -> list[str]:
    """Return the names of a file's checks; it is only parsed where it may hold more than was collected."""
    if source.isascii() and not _IN_A_CLASS.search(source):  # Python reads other letters than they are written
        written = [name.decode() for name in _DEFINED.findall(source)]
        if all(name in collected for name in written):
            return written
    return list(_checks(ast.parse(source)))


def _checks(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from (f"{node.name}::{each.name}" for each in node.body if _is_check(each))
        elif _is_check(node):
            yield node.name


def _is_check(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return (
        isinstance(node, ast.FunctionDef)
        and node.name.startswith(PREFIX)
        and not any("fixture" in ast.dump(decorator) for decorator in node.decorator_list)
    )
