"""Judging parts: the modules that are mutated, and the tests that each mutant must turn red."""

import tomllib
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path

from selftest.proof.mutants.places import ROOT

FILE = Path(__file__).with_name("parts.toml")

PLANTED = "planted"
"""The part whose mutants are known beforehand; it belongs to every run."""


@dataclass(frozen=True)
class Part:
    """Modules that have their tests in common."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def only(self, modules: Container[str]) -> "Part":
        """Return the part with those modules only."""
        return replace(self, modules=tuple(each for each in self.modules if each in modules))


def all_parts() -> list[Part]:
    """Return what parts.toml names. A folder stands for the modules in it."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [
        Part(name, tuple(module for each in part["modules"] for module in _modules(each)), tuple(part["tests"]))
        for name, part in held.items()
    ]


def chosen(words: list[str]) -> list[Part]:
    """Return the parts with the modules that are meant: by the name of a part, a path or a dotted name, or its end.

    Raises ValueError where a word fits nothing.
    """
    if not words:
        return all_parts()
    parts: dict[str, Part] = {}
    for word in words:
        dotted = word.removesuffix(".py").strip("/").replace("/", ".")
        fitting = [
            Part(part.name, modules, part.tests)
            for part in all_parts()
            if (modules := part.modules if part.name == word else tuple(m for m in part.modules if _fits(m, dotted)))
        ]
        if not fitting:
            raise ValueError(f"{word} is no judging part: see {FILE.relative_to(ROOT)}")
        for part in fitting:
            known = parts[part.name].modules if part.name in parts else ()
            parts[part.name] = Part(part.name, tuple(dict.fromkeys((*known, *part.modules))), part.tests)
    return list(parts.values())


def _fits(module: str, dotted: str) -> bool:
    return f".{module}.".endswith(f".{dotted}.") or f"{module}.".startswith(f"{dotted}.")


def _modules(path: str) -> list[str]:
    found = sorted((ROOT / path).rglob("*.py")) if (ROOT / path).is_dir() else [ROOT / path]
    names = [each.relative_to(ROOT).with_suffix("") for each in found if each.name != "__init__.py"]
    return [".".join(each.parts) for each in names]
