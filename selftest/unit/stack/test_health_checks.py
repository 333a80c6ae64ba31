"""Health checks: how many answers in a row decide."""

from servio_sandbox.stack.description import description
from servio_sandbox.stack.health_checks import Counts


def judged(answers: str) -> list[bool | None]:
    """What is thought of a task after each answer: + is well, - is not."""
    counts = Counts(description().tasks.health)
    return [counts.judge("task-1", well=answer == "+") for answer in answers]


def test_three_failures_in_a_row_take_a_task_out() -> None:
    assert judged("---") == [None, None, False]
    assert judged("--+--+") == [None] * 6


def test_two_successes_in_a_row_take_it_in() -> None:
    assert judged("---++") == [None, None, False, None, True]
