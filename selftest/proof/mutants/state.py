"""State of the code and the tests that outcomes of a part hang on: its tests, and whatever of ours these import."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from selftest.proof.mutants.places import ROOT

_OURS = ("servio_verify", "servio_sandbox", "selftest", "tests", "conftest")
TOOL = Path(__file__).parent
_NAME = re.compile(r"\b(?:servio_verify|servio_sandbox|selftest)(?:\.\w+)+")
"""Of a module, in a text: what is started as a process, or is a plugin."""


@cache
def state_of(module: str, tests: tuple[str, ...]) -> str:
    """Return a digest of a module, of these tests and of what they import, and of how mutants are made."""
    found = sha256()
    for path in sorted(_reached([ROOT / f"{module.replace('.', '/')}.py", *_files(tests)])):
        found.update(f"{path.name}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(tests: Iterable[str]) -> Iterator[Path]:
    yield from (path for path in TOOL.glob("*.py") if not path.name.startswith("test_"))
    for test in (ROOT / each for each in tests):
        yield from test.rglob("*.py") if test.is_dir() else [test]
        yield from (folder / "conftest.py" for folder in test.parents if folder.is_relative_to(ROOT))


def _reached(begin: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    left = list(begin)
    while left:
        path = left.pop()
        if path not in found and path.is_file():
            found.add(path)
            left += _imported(path)
    return found


@cache
def _imported(path: Path) -> tuple[Path, ...]:
    """Return the files of modules that a file imports or names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update((node.module, *(f"{node.module}.{each.name}" for each in node.names)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.update(_NAME.findall(node.value))
    return tuple(file for name in names if name.partition(".")[0] in _OURS for file in _files_of(name))


def _files_of(name: str) -> Iterator[Path]:
    """Yield the file of a module, and those of the packages that are imported before it."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        place = ROOT.joinpath(*parts[:end])
        yield from (place.with_suffix(".py"), place / "__init__.py")
