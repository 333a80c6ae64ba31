"""The selection of a run: what its tiers hold besides, and which option left it out."""

import shlex
from collections.abc import Iterable
from pathlib import Path

import pytest

from servio_verify.environments.tier import Tier
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
