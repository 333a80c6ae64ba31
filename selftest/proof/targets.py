"""The proxy's faults on other targets: what differs there from the sandbox, each with its reason.

`python -m selftest.proof.targets other kind-e staging` runs `servio-verify prove` on them, as a user does, and keeps
the rows that end otherwise in docs/proof-targets.json. Why they do stands in `differences.toml`.
"""

import argparse
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

from pydantic import TypeAdapter

from selftest.other_servio.defects.journeys import DATABASE_URL
from selftest.support.processes import ROOT, servio, settings_of
from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.run.files import write_atomically
from servio_verify.run.progress import say

PROOF = ROOT / "docs/proof.json"
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


TITLES = {
    "other": "Another Servio that meets the contract (`selftest/other_servio`)",
    "kind-e": "An application of another layout, with its environment file (`selftest/kind_e`)",
    "staging": "Local staging: nginx, two tasks, PostgreSQL and Redis",
}


@dataclass(frozen=True)
class Difference:
    """A row that ends otherwise than before the sandbox; `why` is what the proof says of it there."""

    fault: str
    here: str
    there: str
    why: str = ""


@dataclass(frozen=True)
class Found:
    """What a proof on another target found."""

    title: str
    made: str
    commit: str
    rows: int
    differ: tuple[Difference, ...]


_FOUND = TypeAdapter(dict[str, Found])


def prove(target: str, arguments: Sequence[str]) -> Matrix:
    """Prove on a target, as a user does; return what was found."""
    with tempfile.TemporaryDirectory() as folder, TARGETS[target](Path(folder)) as (environment, project, settings):
        output = ROOT / "runs/proof-targets" / target
        command = [sys.executable, "-m", "servio_verify.cli", "prove", "--env", environment, "--output", str(output)]
        environ = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
        subprocess.run([*command, *arguments], cwd=project, env=environ, check=False)
        return file.read(output / "proof.json")


def how(row: Row) -> str:
    """Return how a row ended, in the words of the tables."""
    return f"{row.ended}, {row.verdict}" if row.verdict else str(row.ended)


def differing(matrix: Matrix) -> Iterator[Difference]:
    """Yield the rows that end otherwise than those of the proof in docs/."""
    own = {row.fault: row for row in file.read(PROOF).rows if row.by == "proxy"}
    for row in matrix.rows:
        if row.fault in own and how(row) != how(own[row.fault]):
            yield Difference(row.fault, how(own[row.fault]), how(row), row.why)


def kept() -> dict[str, Found]:
    """Return what was found, by target."""
    return _FOUND.validate_json(JSON.read_bytes()) if JSON.exists() else {}


def why(target: str, row: Difference) -> str:
    """Return why a row differs: as it is written down, else what the proof itself says of a fault that cannot be."""
    written = tomllib.loads(REASONS.read_text(encoding="utf-8")).get(target, {})
    told = row.why if row.there.partition(",")[0] == Ended.NOT_APPLICABLE else ""
    return str(written.get(row.fault, told))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove on the targets that are named, and keep what differs."""
    parser = argparse.ArgumentParser(prog="python -m selftest.proof.targets", description=__doc__)
    parser.add_argument("target", nargs="+", choices=list(TARGETS))
    chosen, more = parser.parse_known_args(arguments)
    for target in chosen.target:
        matrix = prove(target, more)
        rows = tuple(differing(matrix))
        found = Found(TITLES[target], matrix.made, matrix.commit, len(matrix.rows), rows)
        write_atomically(JSON, _FOUND.dump_json(kept() | {target: found}, indent=2).decode() + "\n")
        say(f"{target}: {len(rows)} of {len(matrix.rows)} rows end otherwise than before the sandbox")
    return 0


if __name__ == "__main__":
    sys.exit(main())
