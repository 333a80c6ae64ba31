"""Locust's events on the master, or in a single process."""

import sys
from contextlib import suppress
from typing import Any

from gevent.lock import RLock
from locust import html, runners

from servio_verify.load.driver import stock_page
from servio_verify.load.driver.client.builds import BuildLooks
from servio_verify.load.driver.health_watch import HealthWatch
from servio_verify.load.driver.monitor import LoadMonitor, name
from servio_verify.load.driver.process_state import install_users
from servio_verify.load.driver.shape import Stages
from servio_verify.load.driver.signals import StopSignals
from servio_verify.load.driver.user import LoadUser
from servio_verify.load.judgement.stored_orders import StoredOrders
from servio_verify.load.lifecycle import options
from servio_verify.load.lifecycle.load_run import LoadRun
from servio_verify.load.lifecycle.setup_process import SetupProcess
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.measure.report import Report
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.progress import say

PHASE = "servio-phase"
"""The message that tells workers under which stage to count."""

RATE = "servio-rate"
"""The message that tells a worker its part of an arrival rate, once a second."""

STOPPING = "servio-stopping"
"""The message of a worker that was told to stop: the whole run then ends gently."""


class LoadMaster:
    """Leads a run through its stages and has it judged."""

    def __init__(self, environment: Any, recorder: RequestRecorder) -> None:
        """Make the run ready. Raises ServioVerifyError."""
        self._environment = environment
        self._runner = environment.runner
        self._is_master = isinstance(self._runner, runners.MasterRunner)
        self._recorder = recorder
        self._setup = SetupProcess(environment.parsed_options)
        self._spec = self._setup.spec
        sys.stderr.write("".join(f"{line}\n" for line in options.remarks(environment.parsed_options)))
        self._run = LoadRun(self._spec)
        self._configure()
        order, trust = self._setup.work_order, LoadUser.shared.trust
        watches = HealthWatch(order, trust), BuildLooks(order, trust)
        self._monitor = LoadMonitor(self._run, self._runner, recorder, *watches)
        self._settled: set[str] = set()
        self._phase: tuple[str, bool] | None = None
        self._finished = False
        self._judging = RLock()
        self._listen()

    def _configure(self) -> None:
        parsed, work_order = self._environment.parsed_options, self._setup.work_order
        folder = self._spec.run.folder
        self._environment.host = work_order.web_url
        self._environment.stop_timeout = work_order.profile.timeout
        parsed.servio_work_order = work_order.to_wire()  # Locust sends it to workers with its own options
        parsed.json_file = parsed.json_file or str(folder / "locust")  # Locust adds .json
        install_users(work_order, self._recorder)
        Stages.users_and_rate = self.tick

    def _listen(self) -> None:
        events = self._environment.events
        events.test_start.add_listener(self.on_start)
        events.worker_report.add_listener(self.on_report)
        events.worker_connect.add_listener(self.on_worker)
        events.quitting.add_listener(self.on_quitting)
        if self._is_master:
            self._runner.register_message(STOPPING, self.on_stopping)
        events.quit.add_listener(lambda **_: self._spec.cleaning.end())
        StopSignals(self._run, self._runner, self._setup).listen()

    def on_start(self, **_: Any) -> None:
        """Begin to watch, with the first users."""
        if not self._run.begun:
            self._monitor.begin()

    def tick(self, clock: float, running: int) -> tuple[int, float] | None:
        """Return what the shape should do now, and tell everybody in which stage we are."""
        schedule = self._run.schedule
        step = self._run.tick(clock, running, settled=self._settled >= self._monitor.alive())
        phase = schedule.stage, schedule.on_plateau
        if phase != self._phase:
            self._phase = phase
            self._announce(None)
        if self._spec.profile.is_open:
            self._announce_rate()
            step = step and (step[0] * self._processes, step[1] * self._processes)
        return step

    @property
    def _processes(self) -> int:
        return max(1, len(self._monitor.alive()))

    def _announce_rate(self) -> None:
        now, later = self._run.schedule.rates
        if not self._is_master and LoadUser.arrivals:
            LoadUser.arrivals.follow(now, later)
        for number, worker in enumerate(sorted(self._monitor.alive())):
            part = {"now": now, "later": later, "number": number, "processes": self._processes}
            self._runner.send_message(RATE, part, client_id=worker)

    def on_report(self, client_id: str, data: dict[str, Any], **_: Any) -> None:
        """Take what a worker measured."""
        if "servio" not in data:
            return
        self._monitor.take(Report.from_wire(data["servio"]))
        if self._run.schedule.draining and data["user_count"] == 0:
            self._settled.add(client_id)

    def on_worker(self, client_id: str, **_: Any) -> None:
        """Tell a worker that joins now in which stage we are."""
        if self._phase:
            self._monitor.workers.add(client_id)
            self._announce(client_id)

    def on_stopping(self, msg: Any, **_: Any) -> None:
        """End the run before a worker that must go is missed."""
        self._run.stop_by_hand(name(msg.node_id))

    def on_quitting(self, **_: Any) -> None:
        """Judge, whatever ended the run; Locust then exits with our code."""
        with self._judging:  # a SIGTERM meanwhile makes Locust quit once more: that waits for the verdict
            if not self._finished:
                self._finished = True
                self._judge()

    def _judge(self) -> None:
        self._environment.process_exit_code = Verdict.INVALID.exit_code  # until we know better
        try:
            self._runner.quit()
            self._monitor.end()
            self._write_page()
            accepted = self._run.accepted_orders
            stored = self._setup.stored(accepted) if accepted else StoredOrders()
            left = self._setup.clean_up()
            mistakes = [*self._monitor.mistakes, *(error["msg"] for error in self._runner.exceptions.values())]
            workers = max(1, len(self._monitor.workers))
            report = self._run.finish(next(iter(mistakes), None), left, workers, stored)
            say(f"files: {self._spec.run.folder}")
            self._environment.process_exit_code = report.verdict.exit_code
        finally:
            self._setup.stop()

    def _write_page(self) -> None:
        """Write Locust's page, unless Locust was told where it should; a disk that is full takes no verdict along."""
        parsed, path = self._environment.parsed_options, self._spec.run.folder / files.LOCUST_REPORT
        if parsed.html_file:
            return
        with suppress(OSError):
            if not stock_page.write(self._environment, path):
                report: Any = html.get_html_report
                path.write_text(report(self._environment, show_download_link=False), encoding="utf-8")

    def _announce(self, worker: str | None) -> None:
        stage, on_plateau = self._phase or ("", False)
        if not self._is_master:
            self._recorder.enter(stage, on_plateau)
        else:
            self._runner.send_message(PHASE, {"stage": stage, "on_plateau": on_plateau}, client_id=worker)
