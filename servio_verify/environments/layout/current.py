"""The layout that this process works with, for pages and clients that are not told of an environment."""

from servio_verify.environments.layout.tables import CONTRACT, Layout

_followed: Layout = CONTRACT


def follow(layout: Layout) -> None:
    """Work with this layout from now on."""
    global _followed
    _followed = layout


def layout() -> Layout:
    """Return the layout that is followed; the contract's where none is."""
    return _followed


def at(promised: str) -> str:
    """Return where the target has what the contract has at this path."""
    return _followed.paths.at(promised)
