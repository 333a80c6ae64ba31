"""Every fault of the sandbox has a public name that stays, and is found without a list kept by hand."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.support.processes import ROOT

FAULTS = Path("servio_sandbox/faults")
NAMES = Path(__file__).parent / "fault_names.txt"  # `--fault NAME` is used by people and in pipelines
NEW_FAULT = """
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.registry import fault

@fault("smoke")
def {function}(sandbox: Sandbox) -> None:
    {body}
"""


def list_faults(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "servio_sandbox", "--list-faults", "--json"]
    return subprocess.run(command, capture_output=True, text=True, cwd=project, timeout=60)


def listed(project: Path) -> dict[str, str]:
    done = list_faults(project)
    assert done.returncode == 0, done.stderr
    return {fault["name"]: fault["tier"] for fault in json.loads(done.stdout)}


def functions(tree: ast.AST) -> Iterator[str]:
    """Names of the functions that are decorated as faults, wherever they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            called = [ast.unparse(call.func) for call in node.decorator_list if isinstance(call, ast.Call)]
            yield from (node.name for name in called if name.rpartition(".")[2] == "fault")


def in_source(project: Path) -> dict[str, list[str]]:
    """Names of the faults by file, as the source code has them."""
    files = sorted((project / FAULTS).rglob("*.py"))
    return {
        str(file.relative_to(project)): [name.replace("_", "-") for name in functions(ast.parse(file.read_text()))]
        for file in files
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the sandbox, to be changed."""
    shutil.copytree(ROOT / "servio_sandbox", tmp_path / "servio_sandbox")
    return tmp_path


def test_the_public_names_and_tiers_of_the_faults_are_the_known_ones() -> None:
    known = dict(line.split() for line in NAMES.read_text().splitlines())
    assert listed(ROOT) == known


def test_every_fault_in_the_source_is_loaded_and_has_a_name_of_its_own() -> None:
    faults = listed(ROOT)
    by_file = in_source(ROOT)
    nameless = {file: names for file, names in by_file.items() if any(name.startswith("-") for name in names)}
    assert not nameless
    not_loaded = {file: missing for file, names in by_file.items() if (missing := sorted(set(names) - set(faults)))}
    assert not not_loaded
    assert sorted(name for names in by_file.values() for name in names) == sorted(faults)


@pytest.mark.parametrize("surface", ["api", "web", "journeys", "infra"])
def test_a_new_module_is_loaded_without_being_listed_anywhere(project: Path, surface: str) -> None:
    module = project / FAULTS / surface / "novelty.py"
    module.write_text(NEW_FAULT.format(function="soup_cold", body='"""The soup is cold."""'))
    assert listed(project)["soup-cold"] == "smoke"


@pytest.mark.parametrize(
    ("function", "body", "said"),
    [
        ("_", '"""The soup is cold."""', "a fault of servio_sandbox.faults.web.novelty has no name of its own: _"),
        ("home_500", '"""The soup is cold."""', "two faults are called home-500"),
        ("soup_cold", "del sandbox", "soup-cold has no docstring to describe it"),
    ],
)
def test_a_fault_is_refused_that_nobody_could_tell_apart(project: Path, function: str, body: str, said: str) -> None:
    (project / FAULTS / "web" / "novelty.py").write_text(NEW_FAULT.format(function=function, body=body))
    done = list_faults(project)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
