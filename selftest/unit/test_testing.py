"""The public face: what type checkers see is what there is, and asking for one name loads no other's module."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import servio_verify.testing

FILE = Path(servio_verify.testing.__file__)
HOMES: dict[str, str] = vars(servio_verify.testing)["HOMES"]


def declared() -> dict[str, str]:
    """Each name that type checkers see, and its module."""
    imports = [node for node in ast.walk(ast.parse(FILE.read_text())) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imports if node.module and node.module.startswith("servio_verify.")]
    return {alias.asname or "": node.module or "" for node in ours for alias in node.names}


def test_what_type_checkers_see_is_what_there_is() -> None:
    assert declared() == HOMES
    assert dir(servio_verify.testing) == sorted(HOMES)


@pytest.mark.parametrize("name", HOMES)
def test_each_name_is_its_module_s(name: str) -> None:
    assert getattr(servio_verify.testing, name) is getattr(import_module(HOMES[name]), name)


def test_an_unknown_name_is_an_import_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Waiter'"):
        _ = servio_verify.testing.Waiter  # type: ignore[attr-defined]


def test_one_name_loads_no_other_s_module() -> None:
    asked = "import sys; from servio_verify.testing import Run; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", asked], text=True).split()
    assert {name for name in loaded if name in HOMES.values()} == {"servio_verify.run.identity"}
    assert "playwright" not in loaded
