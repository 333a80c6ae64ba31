"""Enumerations that a module knows, read and not imported: a member may stand for the next one."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from selftest.proof.mutants.places import ROOT, file_of


def enums_known(tree: ast.Module) -> dict[str, list[str]]:
    """Return the members of each enumeration of ours that a module knows, its own and what it imports."""
    known = dict(_enums_in(tree))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("servio_verify"):
            for alias in node.names:
                if members := _enums_of(ROOT / file_of(str(node.module))).get(alias.name):
                    known[alias.asname or alias.name] = members
    return known


@cache
def _enums_of(file: Path) -> dict[str, list[str]]:
    return dict(_enums_in(ast.parse(file.read_bytes()))) if file.is_file() else {}


def _enums_in(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Enum") for base in node.bases):
            names = [target.id for each in node.body if isinstance(each, ast.Assign) for target in each.targets
                     if isinstance(target, ast.Name)]  # fmt: skip
            yield node.name, names
