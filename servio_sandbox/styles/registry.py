"""Registry of styles: name, description, the settings that one needs, and what each does to a sandbox that is built."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from servio_sandbox import styles
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.settings import SandboxError

STATIC = Path(__file__).parent / "static"
Alteration = Callable[[Sandbox], None]


@dataclass(frozen=True)
class Need:
    """Setting that an environment file must have for this style, as TOML, and why."""

    toml: str
    why: str


@dataclass(frozen=True)
class Style:
    """Healthy way to be a Servio; `needs` are the settings for promises that it keeps in another way."""

    name: str
    description: str
    needs: tuple[Need, ...]
    apply: Alteration

    @property
    def summary(self) -> dict[str, object]:
        """Return what `--list-styles --json` prints."""
        needs = [{"toml": need.toml, "why": need.why} for need in self.needs]
        return {"name": self.name, "description": self.description, "needs": needs}


_registered: dict[str, Style] = {}


def style(*needs: Need) -> Callable[[Alteration], Alteration]:
    """Register the decorated function as a style, with its name and the first line of its docstring."""

    def register(apply: Alteration) -> Alteration:
        name = apply.__name__.replace("_", "-")
        if name in _registered:
            raise ValueError(f"two styles are called {name}")
        if not apply.__doc__:
            raise ValueError(f"{name} has no docstring to describe it")
        _registered[name] = Style(name, apply.__doc__.strip().partition("\n")[0].removesuffix("."), needs, apply)
        return apply

    return register


@cache
def _load_styles() -> dict[str, Style]:
    """Import every module of this package, which registers its styles."""
    for module in pkgutil.walk_packages(styles.__path__, f"{styles.__name__}."):
        importlib.import_module(module.name)
    return _registered


def every_style() -> list[Style]:
    """Return all styles by name."""
    return sorted(_load_styles().values(), key=lambda found: found.name)


def find_style(name: str) -> Style:
    """Return the style; SandboxError naming the nearest one when there is none of that name."""
    known = _load_styles()
    if name not in known:
        nearest = get_close_matches(name, known, 1, 0)
        raise SandboxError(f"unknown style {name}, did you mean {nearest[0]}? --list-styles shows all")
    return known[name]


def apply_styles(sandbox: Sandbox, names: Iterable[str]) -> None:
    """Apply each style once, in the order given."""
    for name in dict.fromkeys(names):
        try:
            find_style(name).apply(sandbox)
        except ValueError as error:
            raise SandboxError(f"style {name} does not go with the styles before it: {error}") from None


def add_file(sandbox: Sandbox, name: str) -> None:
    """Add a file of the styles to those of the web app; ValueError where it is there already."""
    if name in sandbox.website.files:
        raise ValueError(f"{name} is there already")
    sandbox.website.files[name] = (STATIC / name).read_text("utf-8")


def import_in(sandbox: Sandbox, file: str, names: str, source: str) -> None:
    """Import names from another script in a script of the web app."""
    sandbox.website.files[file] = f'import {{ {names} }} from "./{source}";\n{sandbox.website.files[file]}'


def run_script(sandbox: Sandbox, name: str, **values: str) -> None:
    """Have every page run a script of the styles; `values` become its `data-` attributes."""
    add_file(sandbox, name)
    told = "".join(f' data-{key.replace("_", "-")}="{value}"' for key, value in values.items())
    tag = f'<script defer src="/assets/$build/{name}"{told}></script>\n  </head>'
    edit(sandbox, "index.html", "</head>", tag)
