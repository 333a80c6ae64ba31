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

from servio_verify import brake, guard, publication, selection, sign_in
from servio_verify import browser as browsers
from servio_verify.conclusion import Aftermath, conclude, unchecked
from servio_verify.environment import Environment
from servio_verify.journal import leftovers
from servio_verify.judge import Findings, judge
from servio_verify.leaks import secret_values
from servio_verify.ledger import Ledger, take_promised
from servio_verify.preflight import TargetDownError, wait_for_target
from servio_verify.progress import Progress
from servio_verify.render import terminal, text
from servio_verify.result import Result
from servio_verify.run import Run
from servio_verify.sandbox import Sandbox, SandboxError
from servio_verify.scrub import scrub
from servio_verify.settings import load
from servio_verify.sweep import Swept, hold, sweep
from servio_verify.verdict import Verdict
from servio_verify.watch import Watch

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
        self._ledger = Ledger()
        self._watch = Watch(run)
        self._expected: str | None = config.option.expect_build or None
        self._interrupted = False
        self._stopped = "the run ended before them"
        self._result: Result | None = None
        self._on_interrupt: Any = signal.default_int_handler
        config.add_cleanup(self._say_goodbye)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Start the sandbox where the environment has one, wait until the target is ready, and attest its build."""
        self._session = session
        self._keep_temporary_files_together()
        try:
            if self._environment.starts_sandbox:
                self._start_sandbox()
            adopt(self._config, self._environment)
            self._wait_for_target()
            guard.refuse_undeclared_production(self._environment)
            wrong = self._watch.begin(self._environment, self._expected, self._config.option.wait)
            if wrong:
                self._end_unchecked(Verdict.INVALID, "; ".join(wrong))
            self._sweep()
        except (guard.RefusedError, SandboxError) as error:
            raise pytest.UsageError(str(error)) from None
        except TargetDownError as error:
            self._end_unchecked(Verdict.INCONCLUSIVE, str(error))

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

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Look at the build again between tiers."""
        self._watch.enter(self._environment, nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Enter what became of a check."""
        self._ledger.note(report)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember whether a person ended the run, or pytest did (by a brake, --maxfail or crashed workers)."""
        self._interrupted = excinfo.type is KeyboardInterrupt
        self._stopped = str(excinfo.value) or self._stopped

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Take the secrets out of what is kept, judge, and write the result down."""
        for path in self._run.folder.glob(f"{sign_in.FILE}*"):
            path.unlink()
        self._watch.end(self._environment)
        self._ledger.promise(take_promised(self._run.folder))
        if self._is_to_be_judged(exitstatus):
            found = self._findings()
            self._result = conclude(found, judge(found), self._run, Aftermath(), self._watch.timings)
        scrubbed = scrub(self._run.folder, secret_values(self._environment).values())
        if self._result:
            left = leftovers(self._run) + len(self._swept.failed)
            facts = {"left_on_target": left, "swept": len(self._swept.deleted), "scrubbed": scrubbed}
            self._publish(self._result.model_copy(update=facts))

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say the result in a few lines."""
        if self._result is not None:
            terminal.show(self._result, terminalreporter)

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
            left = leftovers(self._run)
            on_target = f"{left} things are left on {self._environment.name}" if left else "nothing is left behind"
            sys.stderr.write(f"\ninterrupted: everything is stopped, {on_target}\n")

    def _is_to_be_judged(self, exit_status: int) -> bool:
        """Return whether a verdict says more than pytest's own exit code: not for a person's Ctrl-C, nor a mistake."""
        if exit_status == pytest.ExitCode.INTERRUPTED:
            return not self._interrupted and self._ledger.has_begun
        return exit_status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)

    def _findings(self) -> Findings:
        return Findings(
            environment=self._environment,
            expected_build=self._expected,
            looks=self._watch.looks,
            ledger=self._ledger.entries(selection.left_out_by(self._config), self._stopped),
            failures=self._ledger.failures,
            samples=self._watch.samples,
            detectors=self._watch.detectors,
            braked=brake.reason(self._run.folder),
            selection=selection.asked_for(self._config),
        )

    def _end_unchecked(self, verdict: Verdict, reason: str) -> None:
        self._watch.end(self._environment)
        result = unchecked(self._findings(), self._run, verdict, reason, self._watch.timings)
        self._publish(result)
        sys.stderr.write(f"{text.first_line(result)}\n")
        raise pytest.Session.Failed

    def _publish(self, result: Result) -> None:
        self._result = result
        webhook = self._environment.secrets.get(publication.WEBHOOK)
        secret = webhook.get_secret_value() if webhook else None
        for line in publication.publish(result, self._run.folder, os.environ, secret):
            sys.stderr.write(f"{line}\n")

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
        self._ledger.select(checks)
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
