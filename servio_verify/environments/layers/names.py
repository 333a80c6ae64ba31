"""Names of the environments, as their files say them, and which are targets of our own."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = "environments"
MIRROR = "mirror"
"""`mirror.toml` is about two environments, and none itself; nor is `NAME.facts.toml`."""


LOCAL = "local"


def default() -> str:
    """Return the environment that is meant where none is named: `SERVIO_ENV`, refused where it is empty, or `local`."""
    return os.environ.get("SERVIO_ENV", LOCAL)


def named(root: Path) -> list[str]:
    """Return the names of the environments that have a file."""
    stems = (path.stem for path in (root / FOLDER).glob("*.toml"))
    return sorted(stem for stem in stems if not stem.endswith(".facts") and stem != MIRROR)


def is_own(values: Mapping[str, Any]) -> bool:
    """Return whether a file with these values asks for a target of our own, and not for a real one."""
    return "sandbox" in values or values.get("stack") is True
