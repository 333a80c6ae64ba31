"""Head start of a run: what takes a while and needs no settings begins before the rest is imported."""

import os
import shutil
import tempfile
from argparse import Namespace
from pathlib import Path

import pytest

from servio_verify.browser import driver, install
from servio_verify.environments.proxies import exempt_this_machine
from servio_verify.environments.tier import Tier

ONLY_TELLS = ("help", "version", "collectonly", "markers", "showfixtures", "show_fixtures_per_test", "cacheshow")
"""Options with which pytest says something, and runs nothing."""

_KEPT = pytest.StashKey[bool]()


def take(config: pytest.Config) -> None:
    """Begin to start Playwright's driver, where this process will need it: for journeys, and for the whole of smoke."""
    option = config.known_args_namespace  # pytest has read no more yet than what it knows without our files
    is_parallel = getattr(option, "numprocesses", None) or "PYTEST_XDIST_WORKER" in os.environ
    if is_parallel or any(getattr(option, name, False) for name in ONLY_TELLS) or not _needs_pages(option):
        return
    keep_together(config)
    exempt_this_machine(os.environ)
    install.keep_driver_compiled()
    config.add_cleanup(driver.begin())


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
