"""Pages of the proof: docs/proof.json, and what is made of it."""

import hashlib
from pathlib import Path

from selftest.proof import notes
from selftest.support.processes import ROOT
from servio_verify.proof.matrix import document, file, picture
from servio_verify.proof.matrix.model import Matrix, Row
from servio_verify.run.files import write_atomically

JSON = ROOT / "docs/proof.json"
PAGE = ROOT / "docs/PROOF.md"
PICTURE = ROOT / "docs/proof.svg"
TARGETS = ("servio_sandbox", "selftest/other_servio")


def digest_of_targets() -> str:
    """Return a digest of our own targets: a proof that goes on is of the same ones."""
    found = hashlib.sha256()
    for path in sorted(path for folder in TARGETS for path in (ROOT / folder).rglob("*") if path.suffix != ".pyc"):
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()


def promise(row: Row) -> tuple[object, ...]:
    """Return what a row says of its fault, whatever came of it."""
    told = row.title, row.suffers, row.source, row.kind, row.tier
    return row.by, row.fault, *told, row.expected, row.promised, row.promised_verdict, row.probability


def write(matrix: Matrix) -> None:
    """Write the matrix down, and its pages."""
    file.write(matrix, JSON)
    for path, text in made_of(matrix).items():
        write_atomically(path, text)


def made_of(matrix: Matrix) -> dict[Path, str]:
    """Return what the pages hold."""
    page = f"{document.text(matrix, PICTURE.name)}\n{notes.sections(matrix)}"
    return {PAGE: page, PICTURE: picture.draw(matrix)}
