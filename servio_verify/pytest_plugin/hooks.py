"""The pytest plugin: what a person can say about a run, and which check is of which tier."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from servio_verify.api import observations
from servio_verify.browser import complaints
from servio_verify.environments.model import Environment, Tier
from servio_verify.environments.proxies import spare_this_machine
from servio_verify.environments.settings import SettingsError, load
from servio_verify.judgement import ledger, quarantine
from servio_verify.pytest_plugin import evidence
from servio_verify.pytest_plugin.controller import Flow
from servio_verify.pytest_plugin.stash import ENVIRONMENT, RUN, adopt
from servio_verify.reporting.allure import labels
from servio_verify.results import failure
from servio_verify.run import abort
from servio_verify.run.identity import Run, new_run_id, unwritable
from servio_verify.run.polling import seconds
from servio_verify.secrets import obtained
from servio_verify.secrets.scrub.streams import Streams
from servio_verify.secrets.values import secret_values

DEFAULT_WAIT = 30.0
NEEDED = ("allure_pytest", "playwright")
BROWSER_FIXTURES = {"page", "browser", "context", "new_context"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what a person says about a run."""
    group = parser.getgroup("servio", "Servio verification")
    group.addoption(
        "--env",
        metavar="NAME",
        default=os.environ.get("SERVIO_ENV") or "local",
        help="the environment to verify: a file in environments/ (default: $SERVIO_ENV or local)",
    )
    group.addoption(
        "--wait",
        metavar="SECONDS",
        type=seconds,
        default=DEFAULT_WAIT,
        help=f"how long to wait until the target is ready (default: {DEFAULT_WAIT:.0f}; 0 looks once)",
    )
    group.addoption(
        "--fault",
        metavar="NAME",
        action="append",
        default=[],
        help="give the sandbox this defect (repeatable; see --list-faults)",
    )
    group.addoption("--seed", metavar="N", type=int, help="run the checks in the order that this number shuffles")
    group.addoption(
        "--expect-build",
        metavar="SHA",
        default=os.environ.get("SERVIO_EXPECT_BUILD", "").strip(),
        help="the build that must answer, short or long (default: $SERVIO_EXPECT_BUILD, else whichever is found)",
    )
    group.addoption("--list-faults", action="store_true", help="describe the sandbox's faults and stop")


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Answer `--list-faults` without a run."""
    if not config.option.list_faults:
        return None
    return subprocess.call([sys.executable, "-m", "servio_sandbox", "--list-faults"])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Load the environment and name the run; a mistake of the user ends here, with one line and exit code 4."""
    only_tells = ("help", "collectonly", "markers", "showfixtures", "show_fixtures_per_test", "cacheshow")
    if any(config.getoption(name, False) for name in only_tells):
        return
    if config.inipath is None:
        raise pytest.UsageError(
            f"pytest.ini was not read, the project was looked for in {config.rootpath}: "
            f"run this in the project's folder, and write paths with a '=', like --alluredir=DIR"
        )
    if hasattr(config, "workerinput"):
        worker = json.loads(config.workerinput["servio"])
        config.stash[RUN] = Run(worker["run"], Path(worker["folder"]), config.workerinput["workerid"])
        evidence.keep_in(config.stash[RUN].folder, config)
        adopt(config, _load(config, worker["settings"]))
        _keep_secrets(config.stash[ENVIRONMENT], config.stash[RUN])
        return
    for plugin in NEEDED:
        if not config.pluginmanager.has_plugin(plugin):
            raise pytest.UsageError(f"the plugin {plugin} is needed: leave out -p no:{plugin}")
    environment = _load(config, {})
    evidence.refuse_unwritable(config)
    config.stash[RUN] = run = Run(
        run_id := new_run_id(), config.rootpath / os.environ.get("SERVIO_RUNS", "runs") / run_id
    )
    try:
        run.make_folder()
    except OSError as error:
        raise pytest.UsageError(unwritable(error)) from None
    _keep_secrets(environment, run)
    evidence.keep_in(run.folder, config)
    config.pluginmanager.register(Flow(config, environment, run), "servio-flow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a journey that went well, but whose pages complained."""
    result = yield
    if found := complaints.complaints(item, item.config.stash[ENVIRONMENT], item.config.stash[RUN]):
        pytest.fail("; ".join(found), pytrace=False)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Begin no check once the brake is on."""
    reason = abort.reason(item.config.stash[RUN].folder)
    if not reason:
        return None
    item.session.shouldstop = reason
    labels.entitle(item)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what a failure was and its evidence, whichever phase it was in."""
    report = yield
    failure.note(report, call)
    if report.when == "setup":
        labels.entitle(item)
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


def _keep_secrets(environment: Environment, run: Run) -> None:
    """From now on remember what is secret, and print none of it."""
    obtained.keep_in(run.folder, run.worker)
    values = list(secret_values(environment).values())
    Streams(lambda: [*values, *obtained.all_of(run.folder)])


def _load(config: pytest.Config, told: dict[str, str]) -> Environment:
    try:
        spare_this_machine(os.environ)
        environment = load(config.option.env, config.rootpath, os.environ | told)
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None
    if config.option.fault and environment.sandbox is None:
        raise pytest.UsageError(f"--fault is for the sandbox; environment {environment.name!r} is a real one")
    return environment


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
    quarantine.apply(items)
    tests = config.rootpath / "tests"
    for item in items:
        for tier in Tier:
            if item.path.is_relative_to(tests / tier):
                item.add_marker(tier.value)
        labels.label(item)
    if RUN in config.stash:
        run = config.stash[RUN]
        try:
            ledger.write_promised(run.folder, run.worker, (item.nodeid for item in items))
            labels.write(run.folder, run.worker, items)
        except OSError as error:
            raise pytest.UsageError(unwritable(error)) from None
    items.sort(key=lambda item: bool(BROWSER_FIXTURES & set(getattr(item, "fixturenames", ()))))
