"""The proof as files: JSON, a document, and a picture."""

from pathlib import Path

from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Matrix
from servio_verify.run.files import write_atomically

JSON = "matrix.json"
DOCUMENT = "PROOF.md"


def write(matrix: Matrix, folder: Path) -> None:
    """Write all of them."""
    file.write(matrix, folder / JSON)
    write_atomically(folder / DOCUMENT, text(matrix))


def text(matrix: Matrix) -> str:
    """Return the document."""
    rows = "".join(f"| {row.fault} | {row.ended} | {row.first_line} |\n" for row in matrix.rows)
    return f"# Proof of {matrix.environment}\n\n| fault | ended | first line |\n|---|---|---|\n{rows}"
