"""Locust's load shape: asks the run once a second how many users there should be."""

from collections.abc import Callable
from typing import ClassVar

from locust import LoadTestShape


class Stages(LoadTestShape):
    """Linear stages like k6's.

    `users_and_rate` is given the seconds since the start and the users there are; it returns the users wanted and how
    many to start or stop in a second, or None when the run is over. The master sets it.
    """

    users_and_rate: ClassVar[Callable[[float, int], tuple[int, float] | None]]

    def tick(self) -> tuple[int, float] | None:
        """Return the users wanted now and how fast to get there; None when the run is over."""
        running = self.get_current_user_count()  # type: ignore[no-untyped-call] # Locust's
        return Stages.users_and_rate(self.get_run_time(), running)  # type: ignore[no-untyped-call] # Locust's
