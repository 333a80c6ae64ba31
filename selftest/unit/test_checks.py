"""Rules for the files of checks under `tests/`: each names its area, and no check is long."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests").glob("*/test_*.py"))
SIGNS_OUT = re.compile(r"/auth/logout|\.leave\(|\.sign_out_elsewhere\(")
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


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_check_that_signs_out_waits_for_its_turn(file: Path) -> None:
    """Where a sign-out ends every session of the account, it would end one that another worker uses."""
    checks = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    for check in checks:
        body = "\n".join(map(ast.unparse, check.body))
        if SIGNS_OUT.search(body):
            around = " ".join(map(ast.unparse, [*check.decorator_list, check.args]))
            assert "ends_sessions" in around, f"{check.name} signs out without @pytest.mark.ends_sessions"
            turn = "_session_turn" in around or "user: BrowserUser" in around
            assert turn, f"{check.name} signs out without the fixture _session_turn"


def test_checks_of_the_api_come_before_all_that_need_a_browser() -> None:
    """A dead API is known at once, and the browser has its pages loaded beside them."""
    collecting = [sys.executable, "-m", "pytest", "-m", "smoke", "--collect-only", "-q"]
    said = subprocess.check_output(collecting, cwd=ROOT, text=True)
    needs = ["[chromium" in line for line in said.splitlines() if "::" in line]
    assert {*needs} == {False, True}
    assert needs == sorted(needs)


def _length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1
