"""The proxy's faults on other targets: what differs there from the sandbox, each with its reason.

`python -m selftest.proof.targets other kind-e staging` runs `servio-verify prove` on them, as a user does, and keeps
the rows that end otherwise in docs/proof-targets.json. Why they do stands in `differences.toml`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selftest.other_servio.defects.journeys import DATABASE_URL
from selftest.proof import pages
from selftest.support.processes import ROOT, servio, settings_of
from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Matrix, Row
from servio_verify.run.files import write_atomically
from servio_verify.run.progress import say

JSON = ROOT / "docs/proof-targets.json"
REASONS = Path(__file__).with_name("differences.toml")
KIND_E = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}

Place = tuple[str, Path, Mapping[str, str]]
"""The name of the environment, the project, and the settings."""


@contextmanager
def other(_folder: Path) -> Iterator[Place]:
    """The other Servio that meets the contract."""
    with servio("selftest.other_servio") as told:
        yield "local", ROOT, settings_of(told) | {"DATABASE_URL": DATABASE_URL}


@contextmanager
def kind_e(folder: Path) -> Iterator[Place]:
    """The application of another layout, with its environment file."""
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(ROOT / name, folder)
    (folder / "environments").mkdir()
    shutil.copy(ROOT / "selftest/kind_e/environment.toml", folder / "environments/ours.toml")
    with servio("selftest.kind_e") as told:
        yield "ours", folder, settings_of(told) | KIND_E


@contextmanager
def staging(_folder: Path) -> Iterator[Place]:
    """Local staging: nginx, two tasks, PostgreSQL and Redis, which the proof starts."""
    yield "local-staging", ROOT, {}


TARGETS = {"other": other, "kind-e": kind_e, "staging": staging}


@dataclass(frozen=True)
class Difference:
    """A row that ends otherwise on a target than on the sandbox."""

    target: str
    fault: str
    here: str
    """On the sandbox."""
    there: str
    why: str


def prove(target: str, arguments: Sequence[str]) -> Matrix:
    """Prove on a target, as a user does; return what was found."""
    with tempfile.TemporaryDirectory() as folder, TARGETS[target](Path(folder)) as (environment, project, settings):
        output = ROOT / "runs/proof-targets" / target
        command = [sys.executable, "-m", "servio_verify.cli", "prove", "--env", environment, "--output", str(output)]
        environ = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
        subprocess.run([*command, *arguments], cwd=project, env=environ, check=False)
        return file.read(output / "matrix.json")


def how(row: Row) -> str:
    """Return how a row ended, in the words of the tables."""
    return f"{row.ended}, {row.verdict}" if row.verdict else str(row.ended)


def differing(matrix: Matrix) -> list[dict[str, str]]:
    """Return the rows that end otherwise than those of the proof in docs/."""
    here = {row.fault: row for row in file.read(pages.JSON).rows if row.by == "proxy"}
    rows = [row for row in matrix.rows if row.fault in here and how(row) != how(here[row.fault])]
    return [{"fault": row.fault, "here": how(here[row.fault]), "there": how(row), "why": row.why} for row in rows]


def kept() -> dict[str, dict[str, object]]:
    """Return what was found on each target: how many rows, when, by which commit, and those that differ."""
    found: dict[str, dict[str, object]] = json.loads(JSON.read_text(encoding="utf-8")) if JSON.exists() else {}
    return found


def reasons() -> dict[str, dict[str, str]]:
    """Return why a row differs, by target and fault; `*` is every fault whose row is not applicable there."""
    return tomllib.loads(REASONS.read_text(encoding="utf-8"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove on the targets that are named, and keep what differs."""
    parser = argparse.ArgumentParser(prog="python -m selftest.proof.targets", description=__doc__)
    parser.add_argument("target", nargs="+", choices=list(TARGETS))
    chosen, more = parser.parse_known_args(arguments)
    for target in chosen.target:
        matrix = prove(target, more)
        rows = differing(matrix)
        found = {"made": matrix.made, "commit": matrix.commit, "rows": len(matrix.rows), "differ": rows}
        write_atomically(JSON, json.dumps(kept() | {target: found}, indent=2, ensure_ascii=False) + "\n")
        say(f"{target}: {len(rows)} of {len(matrix.rows)} rows end otherwise than on the sandbox")
    return 0


if __name__ == "__main__":
    sys.exit(main())
