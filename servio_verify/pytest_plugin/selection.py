"""The selection of a run: what its tiers hold besides, and which option left it out."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from servio_verify.environments.tier import Tier
from servio_verify.environments.waiver import ANY, Waiver
from servio_verify.results.uncollected import UncollectedFiles

MOST_NAMED = 3


def left_out_by(config: pytest.Config) -> str:
    """Return what deselected checks that were collected."""
    option = config.option
    told = [f"-k {shlex.quote(option.keyword)}"] if option.keyword else []
    told += [f"--deselect {each}" for each in option.deselect or ()]
    if option.markexpr and option.markexpr not in list(Tier):
        told.append(f"-m {shlex.quote(option.markexpr)}")
    return ", ".join(told) or "left out by hand"


def left_aside(config: pytest.Config, checks: Iterable[str]) -> tuple[str, ...]:
    """Return what of the tiers of these checks was never collected, because files or checks were asked for by name."""
    again = ("what did not fail the last time, if anything did (--lf)",) if getattr(config.option, "lf", False) else ()
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return again
    files = {(config.rootpath / check.partition("::")[0]).resolve() for check in checks}
    folders = {config.rootpath / "tests" / tier for tier in Tier}
    lines = []
    for folder in sorted(folder for folder in folders if any(file.is_relative_to(folder) for file in files)):
        missing = [path for path in folder.rglob("test_*.py") if path.resolve() not in files]
        if missing:
            lines.append(str(UncollectedFiles(folder.name, len(missing))))
    parts = [Path(arg).name for arg in config.args if "::" in arg]
    if parts:
        lines.append(f"what is beside {', '.join(parts) if len(parts) <= MOST_NAMED else f'{len(parts)} named checks'}")
    return (*lines, *again)


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
