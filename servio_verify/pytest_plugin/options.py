"""Command-line options of a run, added to pytest's own."""

import argparse
import os
import signal
from collections.abc import Callable

import pytest

from servio_verify.environments.layers import names
from servio_verify.environments.tier import Tier
from servio_verify.run.polling import seconds
from servio_verify.workflow.setup import RunOptions

DEFAULT_WAIT = 30.0

RUNS_NO_CHECK = frozenset(
    {"--co", "--collect-only", "--collectonly", "--fixtures", "--funcargs", "--fixtures-per-test", "--markers"}
    | {"--cache-show", "-h", "--help"}
)
"""Options of pytest's with which it ends with 0 and nothing was checked."""


def add(addoption: Callable[..., object]) -> None:
    """Add the options, by this function of a parser."""
    addoption(
        "--env",
        metavar="NAME",
        default=names.default(),
        help="the environment to verify: a file in environments/ (default: $SERVIO_ENV or local)",
    )
    addoption(
        "--wait",
        metavar="SECONDS",
        type=seconds,
        default=DEFAULT_WAIT,
        help=f"how long to wait until the target is ready (default: {DEFAULT_WAIT:.0f}; 0 looks once)",
    )
    addoption(
        "--fault",
        metavar="NAME",
        action="append",
        default=[],
        help="give the sandbox this defect (repeatable; see --list-faults)",
    )
    addoption("--seed", metavar="N", type=int, help="run the checks in the order that this number shuffles")
    addoption(
        "--expect-build",
        metavar="SHA",
        type=_build,
        default=os.environ.get("SERVIO_EXPECT_BUILD", "").strip() or None,
        help="the build that must answer, short or long (default: $SERVIO_EXPECT_BUILD, else whichever is found)",
    )
    addoption("--list-faults", action="store_true", help="describe the sandbox's faults and stop")


def _build(text: str) -> str:
    if not text.strip():  # a variable of a pipeline that is not set: without the option, any build would do
        raise argparse.ArgumentTypeError("it is empty; give the commit, or leave the option out")
    return text.strip()


def reads_only(config: pytest.Config) -> bool:
    """Return whether this run is of the infra tier alone, which signs in nowhere and deletes nothing."""
    return str(config.option.markexpr or "").strip() == Tier.INFRA


def run_options(config: pytest.Config) -> RunOptions:
    """Return what the user said about this run."""
    option = config.option
    return RunOptions(
        wait=option.wait,
        expect_build=option.expect_build,
        faults=tuple(option.fault),
        browsers=() if option.browser_channel else tuple(option.browser or ["chromium"]),
        headed=option.headed,
        reads_only=reads_only(config),
    )


def settle(config: pytest.Config) -> None:
    """Take a browser that is named twice once. Raise pytest.UsageError for an option with which no run ends well."""
    option = config.option
    option.browser = list(dict.fromkeys(option.browser))
    if option.importmode != "importlib":
        raise pytest.UsageError(f"--import-mode={option.importmode}: files of two tiers have one name; leave it out")
    if hasattr(signal, "SIGALRM") and "thread" in _timeout_methods(config):
        raise pytest.UsageError(
            "--timeout-method=thread ends the whole run at the first check that hangs, without a verdict: leave it out"
        )


def _timeout_methods(config: pytest.Config) -> list[str]:
    known = config.pluginmanager.has_plugin("timeout")
    return [config.option.timeout_method, config.getini("timeout_method")] if known else []


def refuse_added(added: str) -> None:
    """Raise pytest.UsageError where a variable lets no check run: who set it may not be who waits for the verdict."""
    if found := [word for word in added.split() if word.partition("=")[0] in RUNS_NO_CHECK]:
        raise pytest.UsageError(f"PYTEST_ADDOPTS holds {' '.join(found)}: no check would run; unset it")
