"""Where modules of ours are."""

from pathlib import Path

ROOT = Path(__file__).parents[3]
"""The project: not by what imports the package, which is mutated."""


def file_of(module: str) -> str:
    """Return where a module of ours is, from the project's folder."""
    return f"{module.replace('.', '/')}.py"
