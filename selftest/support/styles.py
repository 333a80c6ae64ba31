"""Styles of the sandbox, and projects whose environment has what a style needs."""

import json
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from selftest.support.processes import ROOT


@cache
def needs() -> dict[str, tuple[str, ...]]:
    """Return the settings that each style needs, as TOML."""
    return {style["name"]: tuple(need["toml"] for need in style["needs"]) for style in _listed("--list-styles")}


def project_for(folder: Path, *styles: str, options: tuple[str, ...] = ()) -> Path:
    """Copy the checks to a folder whose local environment is a sandbox of these styles; return the folder."""
    for name in ("environments", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(ROOT / name, folder)
    local = folder / "environments/local.toml"
    started = [part for style in styles for part in ("--style", style)]
    values = environment(local.read_text(), *styles)
    local.write_text(values.replace("sandbox = []", f"sandbox = {json.dumps([*started, *options])}"))
    return folder


def environment(base: str, *styles: str) -> str:
    """Return an environment file with what these styles need."""
    values = tomllib.loads(base)
    for toml in (need for style in styles for need in needs()[style]):
        for key, value in tomllib.loads(toml).items():
            values[key] = values.get(key, {}) | value if isinstance(value, dict) else value
    return _toml(values)


def _toml(values: dict[str, Any]) -> str:
    plain = [f"{key} = {json.dumps(value)}" for key, value in values.items() if not isinstance(value, dict)]
    for key, table in values.items():
        if isinstance(table, dict):
            plain += [f"\n[{key}]", *(f"{name} = {_value(value)}" for name, value in table.items())]
    return "\n".join(plain) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {_value(inner)}" for name, inner in value.items()) + "}"
    return json.dumps(value)


def _listed(option: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "servio_sandbox", option, "--json"]
    found: list[dict[str, Any]] = json.loads(subprocess.check_output(command, cwd=ROOT))
    return found
