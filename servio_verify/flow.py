"""What the controller does around the checks, once in a run (DESIGN.md, The flow of one run)."""

import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest

from servio_verify import browser as browsers
from servio_verify import guard, sign_in, summary
from servio_verify.environment import Environment
from servio_verify.leaks import secret_values
from servio_verify.preflight import TargetDownError, wait_for_target
from servio_verify.progress import Progress
from servio_verify.run import Run
from servio_verify.sandbox import Sandbox, SandboxError
from servio_verify.scrub import scrub
from servio_verify.settings import load
from servio_verify.sweep import Swept, hold, sweep

ENVIRONMENT = pytest.StashKey[Environment]()
RUN = pytest.StashKey[Run]()

LEFTOVERS_AGE = timedelta(hours=2)
"""Things of ours that are older, and whose run is not known here, are leftovers."""


def adopt(config: pytest.Config, environment: Environment) -> None:
    """Make this the environment that fixtures give, and its web app the one that pages are opened on."""
    config.stash[ENVIRONMENT] = environment
    config.option.base_url = environment.web_url


class Flow:
    """The hooks of the controller; a worker has none of them."""

    def __init__(self, config: pytest.Config, environment: Environment, run: Run) -> None:
        self._config = config
        self._environment = environment
        self._run = run
        self._told: Mapping[str, str] = {}
        self._swept = Swept()
        self._session: pytest.Session | None = None
        self._interrupted = False
        self._result: summary.Result | None = None
        self._on_interrupt: Any = signal.default_int_handler
        config.add_cleanup(self._say_goodbye)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Start the sandbox where the environment has one, and wait until the target is ready."""
        self._session = session
        self._keep_temporary_files_together()
        try:
            if self._environment.starts_sandbox:
                self._start_sandbox()
            adopt(self._config, self._environment)
            self._wait_for_target()
            guard.refuse_undeclared_production(self._environment)
            self._sweep()
        except (guard.RefusedError, SandboxError) as error:
            raise pytest.UsageError(str(error)) from None
        except TargetDownError as error:
            self._result = summary.unchecked(self._environment, self._run, f"{error}; nothing was checked")
            sys.stderr.write(f"{self._result.verdict}: {self._result.reasons[0]}\n")
            raise session.Failed from None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand a worker what the controller found out."""
        told = {"run": self._run.id, "folder": str(self._run.folder), "settings": dict(self._told)}
        node.workerinput["servio"] = json.dumps(told)

    def pytest_report_header(self) -> list[str]:
        """Say what is verified."""
        environment = self._environment
        return [f"servio: {environment.name}, web {environment.web_url}, API {environment.api_url}, run {self._run.id}"]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Refuse a tier that may not run there, and a browser that is not installed."""
        self._refuse(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Refuse the same where the workers collect."""
        self._refuse(ids)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember that a person ended the run."""
        self._interrupted = excinfo.errisinstance(KeyboardInterrupt)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Take the secrets out of what is kept, judge, and write the result down."""
        for path in self._run.folder.glob(sign_in.FILES):
            path.unlink()
        scrubbed = scrub(self._run.folder, secret_values(self._environment).values())
        self._result = summary.judge(
            self._config,
            self._environment,
            self._run,
            exitstatus,
            swept=len(self._swept.deleted),
            left_on_target=summary.leftovers(self._run) + len(self._swept.failed),
            scrubbed=scrubbed,
        )

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say the result in a few lines."""
        if self._result is not None:
            summary.show(self._result, terminalreporter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self) -> None:
        """Let nothing disturb the cleaning up: an impatient second Ctrl-C would leave things behind."""
        if self._result is not None and self._session is not None:
            self._session.exitstatus = self._result.verdict.exit_code
        self._on_interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _say_goodbye(self) -> None:
        """The last thing of all: by now everything that the run started is gone."""
        signal.signal(signal.SIGINT, self._on_interrupt)
        if self._interrupted:
            left = summary.leftovers(self._run)
            on_target = f"{left} things are left on {self._environment.name}" if left else "nothing is left behind"
            sys.stderr.write(f"\ninterrupted: everything is stopped, {on_target}\n")

    def _start_sandbox(self) -> None:
        faults = [argument for fault in self._config.option.fault for argument in ("--fault", fault)]
        sandbox = Sandbox([*(self._environment.sandbox or ()), *faults])
        self._config.add_cleanup(sandbox.stop)
        self._told = sandbox.settings()
        self._environment = load(self._environment.name, self._config.rootpath, os.environ | dict(self._told))

    def _wait_for_target(self) -> None:
        progress = Progress(f"waiting for {self._environment.name}")
        try:
            wait_for_target(self._environment, self._config.option.wait, progress.tell)
        finally:
            progress.clear()

    def _sweep(self) -> None:
        """Delete what earlier runs left; a run does not fail because of them."""
        self._alive = hold(self._run, self._environment)
        if not self._environment.writes or self._told:
            return
        try:
            self._swept = sweep(self._environment, self._run.folder.parent, self._run, LEFTOVERS_AGE)
        except (AssertionError, httpx.HTTPError) as error:
            sys.stderr.write(f"leftovers of earlier runs could not be looked for: {error}\n")

    def _refuse(self, node_ids: Iterable[str]) -> None:
        checks = list(node_ids)
        try:
            guard.refuse_tiers(self._environment, checks)
            self._need_browsers(checks)
        except (guard.RefusedError, LookupError) as error:
            raise pytest.UsageError(str(error)) from None

    def _need_browsers(self, node_ids: list[str]) -> None:
        option = self._config.option
        for name in () if option.browser_channel else option.browser or ["chromium"]:
            # pytest-playwright puts the browser's name among the parameters of each check that needs one.
            if any(re.search(rf"\[(.+-)?{name}\b", node_id) for node_id in node_ids):
                browsers.executable(name, headed=option.headed)

    def _keep_temporary_files_together(self) -> None:
        """Give all that this run starts one temporary folder, so that none is forgotten however the run ends."""
        folder = tempfile.mkdtemp(prefix="sv-")
        before = os.environ.get("TMPDIR")
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        if self._config.cache:
            os.environ.setdefault("NODE_COMPILE_CACHE", str(self._config.cache.mkdir("node")))

        def clean() -> None:
            tempfile.tempdir = None
            os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)
            shutil.rmtree(folder, ignore_errors=True)

        self._config.add_cleanup(clean)
