"""Rules for the files of checks under `tests/`: each names its area, and no check is long."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests").glob("*/test_*.py"))
LINES = {"smoke": 15, "e2e": 35, "load": 15, "infra": 15}


def marks(tree: ast.Module) -> Iterator[str]:
    """The functions that are called in the file's `pytestmark`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            yield from (ast.unparse(call.func) for call in ast.walk(node.value) if isinstance(call, ast.Call))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_file_of_checks_names_its_area(file: Path) -> None:
    assert "area" in set(marks(ast.parse(file.read_text(encoding="utf-8")))), (
        f'{file.relative_to(ROOT)} has no line like pytestmark = area("API", "Venues", CRITICAL)'
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_check_is_short(file: Path) -> None:
    checks = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    most = LINES[file.parent.name]
    long = [f"{check.name}: {length} lines" for check in checks if (length := _length(check)) > most]
    assert not long, f"{file.relative_to(ROOT)}: more than {most} lines: {long}"


def test_checks_of_the_api_come_before_all_that_need_a_browser() -> None:
    """A dead API is known at once, and the browser has its pages loaded beside them."""
    collecting = [sys.executable, "-m", "pytest", "-m", "smoke", "--collect-only", "-q"]
    said = subprocess.check_output(collecting, cwd=ROOT, text=True)
    needs = ["[chromium" in line for line in said.splitlines() if "::" in line]
    assert {*needs} == {False, True}
    assert needs == sorted(needs)


def _length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1
