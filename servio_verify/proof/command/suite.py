"""Which suite proves: its commit for people, and a digest of what decides for a proof that goes on."""

import hashlib
import subprocess
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from servio_verify.proof.fault import Fault

WITHOUT_GIT = 128


def commit(root: Path) -> str:
    """Return the commit, with `+changes` where files differ from it; the version where there is no repository."""
    try:
        head = _git(root, "rev-parse", "--short=12", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return metadata.version("servio-verify")
    return f"{head}+changes" if changed else head


def digest(root: Path, environment: str, faults: Iterable[Fault], *more: object) -> str:
    """Return a digest of the suite's files, the environment's, the catalogue, and whatever else decides."""
    found = hashlib.sha256()
    for path in sorted([*(root / "tests").rglob("*.py"), *Path(__file__).parents[2].rglob("*.py")]):
        found.update(path.read_bytes())
    for path in (root / "environments" / f"{environment}.toml", root / f".env.{environment}", root / "pytest.ini"):
        found.update(path.read_bytes() if path.exists() else b"")
    for fault in faults:
        promised = (fault.name, fault.tier, fault.expected, fault.checks, fault.verdict, sorted(fault.needs))
        found.update(repr(promised).encode())
    found.update(repr(more).encode())
    return found.hexdigest()


def _git(root: Path, *words: str) -> str:
    command = ["git", "-C", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - git itself
