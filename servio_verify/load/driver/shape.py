"""Locust's shape: asks the run once a second."""

from collections.abc import Callable
from typing import ClassVar

from locust import LoadTestShape


class Stages(LoadTestShape):
    """Linear stages like k6's; `ask` is the run's answer to how long it runs and how many users there are."""

    ask: ClassVar[Callable[[float, int], tuple[int, float] | None]]

    def tick(self) -> tuple[int, float] | None:
        """Return the users wanted now and how fast to get there; None when the run is over."""
        return Stages.ask(self.get_run_time(), self.get_current_user_count())  # type: ignore[no-untyped-call] # Locust's
