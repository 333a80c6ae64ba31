"""pytest hooks of every process of a run: options, configuration, tiers, evidence."""

import gc
import os
import random
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from servio_verify.api import attribution
from servio_verify.browser import install, patience
from servio_verify.browser.recording import answers, complaints
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.failures import failure
from servio_verify.judgement import ledger, quarantine
from servio_verify.pytest_plugin import evidence, head_start, options, selection
from servio_verify.pytest_plugin.configure import _configure_controller, _configure_worker
from servio_verify.pytest_plugin.explanation import raise_explained
from servio_verify.pytest_plugin.stash import ENVIRONMENT, RUN
from servio_verify.reporting.allure import labels, result_files
from servio_verify.run import alarm, files
from servio_verify.run.abort import abort_reason
from servio_verify.run.identity import unwritable
from servio_verify.traffic import builds_seen, observations


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a run."""
    options.add(parser.getgroup("servio", "Servio verification").addoption)


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Answer `--list-faults` without a run; a mistyped mark is told before what may run there."""
    selection.refuse_unknown_marks(config)
    if not config.option.list_faults:
        return None
    return subprocess.call([sys.executable, "-m", "servio_sandbox", "--list-faults"])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read the environment and name the run; a mistake of the user ends here, with one line and exit code 4."""
    if any(config.getoption(name, False) for name in head_start.ONLY_TELLS):
        options.refuse_added(os.environ.get("PYTEST_ADDOPTS", ""))
        return
    if config.inipath is None:
        raise pytest.UsageError(
            f"pytest.ini was not read, the project was looked for in {config.rootpath}: "
            f"run this in the project's folder, and write paths with a '=', like --alluredir=DIR"
        )
    try:
        bypass_proxies_for_localhost(os.environ)
        install.keep_driver_compiled()
        if hasattr(config, "workerinput"):
            _configure_worker(config, config.workerinput)
        else:
            _configure_controller(config)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Have Allure, which is configured by now, write what says something."""
    session.config.add_cleanup(result_files.leave_out_fixtures())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a journey that went well, but whose pages complained; say of a browser's failure what explains it.

    A check whose pages were sent a secret fails, too.
    """
    try:
        result = yield
    except Exception as error:
        raise_explained(error, item)
    environment = item.config.stash[ENVIRONMENT]
    if found := complaints.complaints(item, environment, item.config.stash[RUN]):
        raise complaints.as_failure(found)
    if leaks := complaints.leaks(item, environment):
        raise AssertionError(f"a secret reaches the browser: {'; '.join(leaks)}")
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Say of a browser's failure in a fixture which answer explains it."""
    answers.begin_check()
    try:
        return (yield)
    except Exception as error:
        raise_explained(error, item)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Begin no check once the run is aborted."""
    reason = abort_reason(item.config.stash[RUN].folder)
    if not reason:
        return None
    item.session.shouldstop = reason
    labels.entitle(item, item.config.stash[ENVIRONMENT].name)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what a failure was and its evidence, whichever phase it was in."""
    report = yield
    if call.excinfo is not None:
        attribution.attach_last(call.excinfo.value, call.start)
    failure.note(report, call)
    if report.failed:
        alarm.sound()
    if report.when == "setup":
        labels.entitle(item, item.config.stash[ENVIRONMENT].name)
    with suppress(OSError):  # a full disk: the run's end says so
        if report.failed or hasattr(report, "wasxfail"):
            evidence.keep(item)
        if report.when == "teardown":
            evidence.attach_browser_files(report)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what the checks of this process saw by the way."""
    if run := session.config.stash.get(RUN, None):
        observations.write(run.folder, run.worker)
        builds_seen.write(run.folder, run.worker)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the other tiers alone where one is asked for by its name: their imports cost time, and may be broken."""
    asked = config.option.markexpr
    other = asked in list(Tier) and collection_path.parent == config.rootpath / "tests"
    return True if other and collection_path.name in list(Tier) and collection_path.name != asked else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each check the marker of its folder, and put the API before the browser: a dead API is known in a second."""
    if config.option.seed is not None:
        random.Random(config.option.seed).shuffle(items)  # noqa: S311 - an order, no secret
    _exempt(config, items)
    for item in items:
        if tier := Tier.of(item.nodeid):
            item.add_marker(tier.value)
        labels.label(item)
    if ENVIRONMENT in config.stash:
        patience.apply(items, config.stash[ENVIRONMENT].session)
    if RUN in config.stash:
        run = config.stash[RUN]
        try:
            ledger.write_promised(run.folder, run.worker, (item.nodeid for item in items))
            labels.write(run.folder, run.worker, items)
        except OSError as error:
            raise pytest.UsageError(unwritable(error)) from None
    patience.take_turns(items)


def _exempt(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let no check decide that is in quarantine or waived; what a worker finds wrong, the controller tells."""
    environment = config.stash.get(ENVIRONMENT, None)
    waivers = environment.waivers if environment else ()
    mistakes = [*quarantine.apply(items, waivers), *selection.too_wide(config.rootpath, items, waivers)]
    if mistakes and hasattr(config, "workerinput"):
        run = config.stash[RUN]
        files.write_atomically(run.folder / files.named(files.MISTAKE, run.worker), mistakes[0])
    elif mistakes:
        raise pytest.UsageError(mistakes[0])


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Collect garbage from now on, and only what the checks make."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Leave what is left to the end of the process: pytest and Python would search it a dozen times before."""
    gc.freeze()
