"""The journeys of load users."""

from typing import ClassVar

from selftest.support.load_samples import made
from servio_verify.load.plan import journeys, profile
from servio_verify.load.plan.work_order import WorkOrder


def test_each_journey_goes_where_its_gates_look() -> None:
    class Person:
        work_order = WorkOrder(
            made(),
            "run",
            "",
            "",
            venue="v",
            menu="m",
            item="i",
            session=("a", "b"),
            email="e",
            password="p",  # noqa: S106
        )
        answers = journeys.answers_to(work_order)
        went: ClassVar[list[str]] = []

        def fetch(self, request: journeys.Request) -> None:
            assert request.url
            self.went.append(f"{request.method} {request.name}")

    for journey in profile.JOURNEYS:
        getattr(journeys, journey)(Person())
    assert Person.went == list(profile.JOURNEYS.values())
