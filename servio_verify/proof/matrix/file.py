"""The matrix as a file: JSON that `schemas/proof-1.json` describes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from servio_verify.errors import UsageError
from servio_verify.proof.matrix.model import Matrix
from servio_verify.run.files import write_atomically

SCHEMA = "servio-verify/proof-1"

_MATRIX = TypeAdapter(Matrix)


class MatrixError(UsageError):
    """A file holds no matrix."""


def text(matrix: Matrix) -> str:
    """Return it as JSON."""
    return _MATRIX.dump_json(replace(matrix, schema=SCHEMA), indent=2).decode() + "\n"


def write(matrix: Matrix, path: Path) -> None:
    """Write it down."""
    write_atomically(path, text(matrix))


def read(path: Path) -> Matrix:
    """Return the matrix of a file. Raises MatrixError."""
    try:
        matrix = _MATRIX.validate_json(path.read_bytes())
    except OSError as error:
        raise MatrixError(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError:
        raise MatrixError(f"{path} holds no matrix of `servio-verify prove`") from None
    if matrix.schema != SCHEMA:
        raise MatrixError(f"{path} is of {matrix.schema}, and this suite reads {SCHEMA}")
    return matrix


def json_schema() -> dict[str, Any]:
    """Return the schema of the file, as it is published in `schemas/proof-1.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | _MATRIX.json_schema(mode="serialization")


if __name__ == "__main__":  # writes the published schema again
    Path("schemas/proof-1.json").write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
