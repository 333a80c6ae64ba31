"""The layout that this process works with, for pages and clients that are not told of an environment."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who makes load follows none, and reads no settings
    from servio_verify.environments.layout.tables import Layout

_followed: "Layout | None" = None


def follow(layout: "Layout") -> None:
    """Work with this layout from now on."""
    global _followed
    _followed = layout


def layout() -> "Layout":
    """Return the layout that is followed; the contract's where none is."""
    from servio_verify.environments.layout.tables import CONTRACT

    return _followed or CONTRACT


def at(promised: str) -> str:
    """Return where the target has what the contract has at this path."""
    return _followed.paths.at(promised) if _followed else promised
