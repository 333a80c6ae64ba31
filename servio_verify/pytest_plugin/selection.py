"""The selection of a run: what its tiers hold besides, and which option left it out."""

import difflib
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from servio_verify.environments.tier import Tier
from servio_verify.environments.waiver import ANY, Waiver
from servio_verify.judgement import left_aside as on_disk

MOST_NAMED = 3
_WORDS = ("and", "or", "not", "True", "False", "None")


def refuse_unknown_marks(config: pytest.Config) -> None:
    """Raise pytest.UsageError for a mark in `-m` that does not exist: pytest's own line is lost behind later ones."""
    known = {re.split(r"[:(]", line)[0].strip() for line in config.getini("markers")}
    words = re.findall(r"\b[A-Za-z_]\w*\b(?!\s*=)", re.sub(r"\([^()]*=[^()]*\)", "", config.option.markexpr or ""))
    unknown = [word for word in words if word not in {*known, *_WORDS}]
    if unknown:
        near = difflib.get_close_matches(unknown[0], [*Tier, *known], n=1)
        meant = f"; did you mean {near[0]}?" if near else f"; the tiers are {', '.join(Tier)}"
        raise pytest.UsageError(f"Unknown marker in '-m' expression: {unknown[0]}{meant} (all: pytest --markers)")


def left_out_by(config: pytest.Config) -> str:
    """Return what deselected checks that were collected."""
    option = config.option
    told = [f"-k {shlex.quote(option.keyword)}"] if option.keyword else []
    told += [f"--deselect {each}" for each in option.deselect or ()]
    if option.markexpr and option.markexpr not in list(Tier):
        told.append(f"-m {shlex.quote(option.markexpr)}")
    stepwise = config.pluginmanager.get_plugin("stepwiseplugin")
    if stepwise and not any("not skipping" in line for line in stepwise.report_status):
        told.append("--stepwise: what passed before the last failure")
    return ", ".join(told) or "left out by hand"


def left_aside(config: pytest.Config, checks: Collection[str]) -> tuple[str, ...]:
    """Return what the run's tiers hold besides these checks, which were collected."""
    return tuple(_left_aside(config, checks))


def _left_aside(config: pytest.Config, checks: Collection[str]) -> Iterator[str]:
    parts = [arg for arg in config.args if "::" in arg] if _is_by_name(config) else []
    named = {(config.invocation_params.dir / part.partition("::")[0]).resolve() for part in parts}
    yield from on_disk.left_aside(config.rootpath, _tiers(config, checks), checks, named)
    if parts:
        names = [Path(part).name for part in parts]
        yield f"what is beside {', '.join(names) if len(names) <= MOST_NAMED else f'{len(names)} named checks'}"
    if getattr(config.option, "lf", False):
        yield "what did not fail the last time, if anything did (--lf)"


def _is_by_name(config: pytest.Config) -> bool:
    return config.args_source is pytest.Config.ArgsSource.ARGS


def _tiers(config: pytest.Config, checks: Collection[str]) -> list[Tier]:
    """Return the tiers that the run is of: those of its checks, and those that it was asked for."""
    asked: set[Tier] = set()
    if not _is_by_name(config):
        words = re.sub(r"\bnot \w+", "", config.option.markexpr)
        asked = {tier for tier in Tier if re.search(rf"\b{tier}\b", words)} if words else set(Tier)
    return [tier for tier in Tier if tier in asked or any(Tier.of(check) is tier for check in checks)]


def too_wide(root: Path, items: Iterable[pytest.Item], waivers: Sequence[Waiver]) -> Iterator[str]:
    """Yield which waivers leave nothing of a tier that was collected to the last file; one check alone may be all."""
    collected: dict[Tier, list[pytest.Item]] = {}
    for item in items if waivers else ():
        if tier := Tier.of(item.nodeid):
            collected.setdefault(tier, []).append(item)
    for tier, checks in collected.items():
        whole = {item.path for item in checks} >= set((root / "tests" / tier).rglob("test_*.py"))
        for waiver in waivers if whole else ():
            one = ANY not in waiver.check and "::" in waiver.check
            if not one and all(waiver.fits(item.nodeid) for item in checks):
                yield f"[[waiver]]: {waiver.check!r} fits every check of {tier}: name those that are known to fail"
