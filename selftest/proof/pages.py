"""Pages of the proof: docs/proof.json, and what is made of it."""

import hashlib
from pathlib import Path

from selftest.support.processes import ROOT
from servio_verify.proof.matrix import document, file
from servio_verify.proof.matrix.model import Matrix
from servio_verify.run.files import write_atomically

JSON = ROOT / "docs/proof.json"
PAGE = ROOT / "docs/PROOF.md"
PICTURE = ROOT / "docs/proof.svg"
OWN = ("servio_sandbox", "selftest/other_servio")


def digest() -> str:
    """Return a digest of our own targets: a proof that goes on is of the same ones."""
    found = hashlib.sha256()
    for path in sorted(path for folder in OWN for path in (ROOT / folder).rglob("*") if path.suffix != ".pyc"):
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()


def write(matrix: Matrix) -> None:
    """Write the matrix down, and its pages."""
    file.write(matrix, JSON)
    for path, text in made_of(matrix).items():
        write_atomically(path, text)


def made_of(matrix: Matrix) -> dict[Path, str]:
    """Return what the pages hold."""
    return {PAGE: document.text(matrix)}
