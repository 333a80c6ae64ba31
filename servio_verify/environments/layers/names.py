"""Names of the environments, as their files say them."""

from pathlib import Path

FOLDER = "environments"
MIRROR = "mirror"
"""`mirror.toml` is about two environments, and none itself; nor is `NAME.facts.toml`."""


def named(root: Path) -> list[str]:
    """Return the names of the environments that have a file."""
    stems = (path.stem for path in (root / FOLDER).glob("*.toml"))
    return sorted(stem for stem in stems if not stem.endswith(".facts") and stem != MIRROR)
