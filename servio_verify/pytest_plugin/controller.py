"""pytest hooks of the controller: what happens once in a run, around the checks."""

import json
import sys
from collections.abc import Generator, Iterable
from dataclasses import replace
from typing import Any

import pytest

from servio_verify.browser import driver
from servio_verify.environments.model import Environment
from servio_verify.errors import ServioVerifyError, UsageError
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.ledger import Ledger, take_promised
from servio_verify.pytest_plugin import evidence, head_start, selection
from servio_verify.pytest_plugin.options import run_options
from servio_verify.pytest_plugin.stash import set_environment
from servio_verify.reporting import terminal
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import pacing
from servio_verify.run.identity import Run, unwritable
from servio_verify.secrets.run_scrubber import RunScrubber
from servio_verify.workflow import provisional
from servio_verify.workflow.finish import Ending, finish, finish_unchecked
from servio_verify.workflow.gather import gather
from servio_verify.workflow.interruption import Interruption
from servio_verify.workflow.monitor import RunMonitor
from servio_verify.workflow.setup import Setup
from servio_verify.workflow.silent_failures import SilentFailures


class Controller:
    """The hooks of the controller; a worker has none of them."""

    def __init__(self, config: pytest.Config, environment: Environment, run: Run, scrubber: RunScrubber) -> None:
        self._config = config
        self._run = run
        self._scrubber = scrubber
        self._options = run_options(config)
        self._setup = Setup(environment, run, self._options)
        self._session: pytest.Session | None = None
        self._ledger = Ledger()
        self._monitor = RunMonitor(run, self._options.expect_build)
        self._silent_failures = SilentFailures(run)
        self._interruption = Interruption()
        self._stopped = "the run ended before them"
        self._result: Result | None = None
        self._unwritten = ""
        config.add_cleanup(self._restore_signals)

    @property
    def _environment(self) -> Environment:
        return self._setup.environment

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Start the sandbox where the environment has one, wait until the target is ready, and attest its build."""
        self._session = session
        # SIGTERM, with which a pipeline stops a run, ends it like a person's Ctrl-C, and leaves as little behind.
        self._interruption.watch(self._run.folder, lambda: terminal.hush(self._config))
        head_start.keep_together(self._config)
        self._config.add_cleanup(self._setup.undo.close)
        self._config.add_cleanup(self._monitor.close)
        self._monitor.start_self_test()
        try:
            provisional.write(self._environment, self._run)
            self._setup.lock()
            self._setup.start_target()
            set_environment(self._config, self._environment)
            driver.launch(self._config, self._environment.web_url)
            provisional.write(self._environment, self._run)
            self._setup.wait()
            self._monitor.begin(self._environment, self._options.wait, self._setup.first)
            provisional.write(self._environment, self._run, self._monitor.attest(self._environment))
            self._silent_failures.begin(self._environment, self._config.rootpath)
            self._setup.sweep()
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        except ServioVerifyError as error:
            self._end_unchecked(Verdict(error.verdict), str(error))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the run and its environment to a worker."""
        named = {"run": self._run.id, "folder": str(self._run.folder)}
        node.workerinput["servio"] = json.dumps(named | {"environment": self._environment.to_settings()})

    def pytest_report_header(self) -> list[str]:
        """Say what is verified."""
        it = self._environment
        lines = f"{it.name}, web {it.web_url}, API {it.api_url}, run {self._run.id}", it.led_elsewhere
        return [f"servio: {each}" for each in lines if each]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Refuse a tier that may not run there, and a browser that is not installed."""
        self._select(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Refuse the same where the workers collect."""
        self._select(ids)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Enter a file that was not collected: with workers, pytest goes on without it."""
        self._ledger.lose(report)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Look at the build again between tiers."""
        self._monitor.enter(self._environment, nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Enter what became of a check."""
        self._ledger.note(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember why pytest ended the run; pytest cannot show where a signal came between two lines."""
        self._interruption.happened |= excinfo.type is KeyboardInterrupt
        self._stopped = str(excinfo.value) or self._stopped
        excinfo.traceback = excinfo.traceback.filter(lambda at: at._rawentry.tb_lineno is not None)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> Generator[None, None, None]:
        """Judge, take the secrets out of what is kept, and write the result down."""
        try:
            yield
        except Exception as error:  # noqa: BLE001, RUF100 - a fixture of a stopped run, which keeps nobody from the verdict
            if not self._interruption.happened:
                sys.stderr.write(f"\nafter the checks: {type(error).__name__}: {str(error).partition(chr(10))[0]}\n")
        try:
            self._end(self._is_to_be_judged(exitstatus))
        except OSError as error:
            self._unwritten = f"{Verdict.INVALID}: {unwritable(error)}, and run again"

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self) -> None:
        """End with the verdict's exit code, and let nothing disturb the cleaning up."""
        if self._result is None and not self._unwritten:
            provisional.withdraw(self._run)
        verdict = self._result.verdict if self._result else Verdict.INVALID if self._unwritten else None
        if self._session is not None and (verdict or self._interruption.happened):
            self._session.exitstatus = verdict.exit_code if verdict else pytest.ExitCode.INTERRUPTED
        self._interruption.ignore()
        if self._result is not None and self._result.tiers:  # below all that pytest says: what is read is the end
            terminal.show(self._result, self._config.pluginmanager.get_plugin("terminalreporter"))
        elif self._unwritten:
            sys.stderr.write(f"{self._unwritten}\n")

    def _restore_signals(self) -> None:
        """Restore Ctrl-C, last of all: by now everything that the run started is gone."""
        self._interruption.restore()
        if self._interruption.happened and self._result is None:
            sys.stderr.write(f"\ninterrupted: everything is stopped, {self._setup.left_behind()}\n")

    def _end(self, decides: bool) -> None:
        self._monitor.end(self._environment) if decides else self._monitor.stop_sampling()
        self._ledger.promise(take_promised(self._run.folder))
        elsewhere = evidence.elsewhere(self._run.folder, self._config)
        if pacing.is_kept():
            self._monitor.timings["waited_for_limits"] = pacing.waited(self._run.folder)
        if decides:
            found = self._findings()
            findings = replace(found, readings=self._silent_failures.end(self._environment, found.attestation))
            ending = Ending(findings, self._run, self._scrubber, elsewhere)
            timings = self._monitor.timings | self._silent_failures.timings
            self._result = finish(ending, self._setup.swept, timings)
        else:
            done = self._scrubber.scrub(elsewhere)
            self._run.open_to_others()
            sys.stderr.write("".join(f"{line}\n" for line in done.dropped))

    def _is_to_be_judged(self, exit_status: int) -> bool:
        """Return whether a verdict says more than pytest's own exit code: not for a person's Ctrl-C, nor a mistake."""
        if self._interruption.happened:
            return False
        if exit_status == pytest.ExitCode.INTERRUPTED:
            return self._ledger.has_begun
        return exit_status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)

    def _findings(self) -> Findings:
        entries = self._ledger.entries(selection.left_out_by(self._config), self._stopped)
        left_aside = selection.left_aside(self._config, self._ledger.promised)
        return gather(self._run, self._setup, self._monitor, self._ledger, entries, left_aside)

    def _end_unchecked(self, verdict: Verdict, reason: str) -> None:
        self._monitor.end(self._environment)
        ending = Ending(self._findings(), self._run, self._scrubber)
        self._result = finish_unchecked(ending, verdict, reason, self._monitor.timings)
        sys.stderr.write(terminal.unchecked(self._result))
        raise pytest.Session.Failed

    def _select(self, node_ids: Iterable[str]) -> None:
        checks = list(node_ids)
        self._ledger.select(checks)
        try:
            self._setup.refuse(checks)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
