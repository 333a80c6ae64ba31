"""A Locust worker: makes load, and sends what it measures to the master."""

import os
import signal
from typing import Any

import gevent
from locust import runners

from servio_verify.load.driver.master import PHASE, RATE, STOPPING
from servio_verify.load.driver.process_metrics import ProcessMetrics
from servio_verify.load.driver.process_state import install_users
from servio_verify.load.driver.signals import follow_parent
from servio_verify.load.driver.user import LoadUser
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.measure.report import Report
from servio_verify.load.plan.work_order import WorkOrder

MASTER_SECONDS = 75.0
"""After Ctrl-C or SIGTERM a worker that still hears nothing from its master ends by itself."""


class Worker:
    """Locust's events on a worker."""

    def __init__(self, environment: Any, recorder: RequestRecorder) -> None:
        self._environment = environment
        self._runner = environment.runner
        self._recorder = recorder
        self._metrics = ProcessMetrics(self._runner.client_id)
        self._lag_greenlet: Any = None
        self._stopping = False
        environment.events.quitting.add_listener(self.on_quitting)
        environment.events.test_start.add_listener(self.on_start)
        environment.events.report_to_master.add_listener(self.on_report)
        self._rates: dict[str, Any] = {}
        self._runner.register_message(PHASE, self.on_phase)
        self._runner.register_message(RATE, self.on_rate)
        if environment.parsed_options.processes:
            # Ctrl-C reaches the master too: it stops its workers gently, after their last report.
            gevent.signal_handler(signal.SIGINT, self._on_interrupt)
            gevent.spawn(follow_parent, os.getppid())

    @property
    def _is_busy(self) -> bool:
        return self._runner.state in (runners.STATE_SPAWNING, runners.STATE_RUNNING)

    def _on_interrupt(self) -> None:
        gevent.spawn_later(MASTER_SECONDS if self._is_busy else 0, self._runner.quit)

    def on_quitting(self, **_: Any) -> None:
        """Let the master end the whole run gently, where this worker alone must stop; a second time, at once."""
        if self._is_busy and not self._stopping:
            self._stopping = True
            self._runner.send_message(STOPPING)
            self._runner.greenlet.join(MASTER_SECONDS)

    def on_start(self, **_: Any) -> None:
        """Follow the work order that came with the master's first message to start users."""
        install_users(WorkOrder.from_wire(self._environment.parsed_options.servio_work_order), self._recorder)
        self._follow_rate()
        if self._lag_greenlet is None:
            self._lag_greenlet = gevent.spawn(self._metrics.measure_event_loop_lag)

    def on_report(self, data: dict[str, Any], **_: Any) -> None:
        """Add what was measured to Locust's own report."""
        data["servio"] = Report(self._metrics.sample(), self._recorder.harvest()).to_wire()

    def on_rate(self, msg: Any, **_: Any) -> None:
        """Go on with another arrival rate; the first one comes before the work order."""
        self._rates = msg.data
        self._follow_rate()

    def _follow_rate(self) -> None:
        if LoadUser.arrivals and self._rates:
            LoadUser.arrivals.follow(**self._rates)

    def on_phase(self, msg: Any, **_: Any) -> None:
        """Count what is sent from now on under another stage."""
        self._recorder.enter(**msg.data)
