"""What a person left out of the tiers, in their own words."""

import shlex
from pathlib import Path

import pytest

from servio_verify.environment import Tier

MOST_NAMED = 3


def left_out_by(config: pytest.Config) -> str:
    """Return what deselected checks that were collected."""
    option = config.option
    told = [f"-k {shlex.quote(option.keyword)}"] if option.keyword else []
    told += [f"--deselect {each}" for each in option.deselect or ()]
    if option.markexpr and option.markexpr not in list(Tier):
        told.append(f"-m {shlex.quote(option.markexpr)}")
    return ", ".join(told) or "left out by hand"


def asked_for(config: pytest.Config) -> str | None:
    """Return the files or checks that were asked for by name; None where whole tiers were."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return None
    tests = config.rootpath / "tests"
    whole = {config.rootpath, tests, *(tests / tier for tier in Tier)}
    parts: list[str] = [arg for arg in config.args if Path(config.invocation_params.dir, arg).resolve() not in whole]
    if not parts:
        return None
    return ", ".join(parts) if len(parts) <= MOST_NAMED else f"the {len(parts)} places that were named"
