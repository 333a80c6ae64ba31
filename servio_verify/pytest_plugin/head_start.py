"""Head start of a run: what takes a while and needs no settings begins before the rest is imported."""

import os
import shlex
import shutil
import tempfile
from argparse import ArgumentError, ArgumentParser, Namespace
from pathlib import Path

import pytest

from servio_verify import process
from servio_verify.browser import driver, install
from servio_verify.environments.layers import names
from servio_verify.environments.own import sandbox
from servio_verify.environments.proxies import exempt_this_machine
from servio_verify.environments.tier import Tier

ONLY_TELLS = ("help", "version", "collectonly", "markers", "showfixtures", "show_fixtures_per_test", "cacheshow")
"""Options with which pytest says something, and runs nothing."""

FEWEST_FILES = 128
"""With 96, a whole smoke tier hangs in its browser; with this it ends, as e2e does."""

WORKER = "PYTEST_XDIST_WORKER"
ELSEWHERE = {"SERVIO_WEB_URL", "SERVIO_API_URL", "SERVIO_SANDBOX"}
"""Variables that name another target, or other arguments."""

_KEPT = pytest.StashKey[bool]()


def take(config: pytest.Config) -> None:
    """Begin to start the sandbox that this run wants, and Playwright's driver where this process will need it.

    That is for journeys, and for the whole of smoke. Whoever wants another sandbox than this starts that.
    """
    option = config.known_args_namespace  # pytest has read no more yet than what it knows without our files
    if WORKER in os.environ or any(getattr(option, name, False) for name in ONLY_TELLS):
        return
    if (files := process.most_files()) < FEWEST_FILES:  # a browser would be waited for in vain, for minutes
        raise pytest.UsageError(
            f"too few files may be open here: {files}, and a run needs {FEWEST_FILES}: raise the limit (ulimit -n 1024)"
        )
    keep_together(config)
    exempt_this_machine(os.environ)
    if _needs_pages(option) and not getattr(option, "numprocesses", None):
        install.keep_driver_compiled()
        config.add_cleanup(driver.begin())
    if (arguments := _of_sandbox(config)) is not None:
        config.add_cleanup(sandbox.begin(*arguments))


def _of_sandbox(config: pytest.Config) -> list[str] | None:
    """Return the arguments of the sandbox that a run of `local` starts; None where another target is named."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--env", default=names.default())
    parser.add_argument("--fault", action="append", default=[])
    words = [*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *config.invocation_params.args]
    try:
        told, _ = parser.parse_known_args([str(word) for word in words])
    except ArgumentError:  # pytest says it better
        return None
    if told.env != names.LOCAL or ELSEWHERE & {*os.environ} or (config.rootpath / f".env.{names.LOCAL}").exists():
        return None
    return [option for fault in told.fault for option in ("--fault", fault)]


def _needs_pages(option: Namespace) -> bool:
    # Values of options that pytest does not know yet stand among the files.
    if files := [each for each in option.file_or_dir if Path(each.partition("::")[0]).exists()]:
        return all(Tier.of(each) is Tier.E2E for each in files)
    return option.markexpr == Tier.E2E or (option.markexpr == Tier.SMOKE and not option.keyword)


def keep_together(config: pytest.Config) -> None:
    """Make one temporary folder for all that a run starts, and remove it when pytest ends, however that is."""
    if config.stash.setdefault(_KEPT, False):
        return
    config.stash[_KEPT] = True
    folder = tempfile.mkdtemp(prefix="sv-")
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = folder

    def clean() -> None:
        tempfile.tempdir = None
        os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(clean)
