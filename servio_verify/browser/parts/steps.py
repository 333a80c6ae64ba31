"""Steps of the Allure report, named by what the user intends."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import allure

from servio_verify.browser import ahead

P = ParamSpec("P")
T = TypeVar("T")


def step(words: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a step of each call. Unlike Allure's own decorator, it records no argument: one may be a password."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def run(*given: P.args, **more: P.kwargs) -> T:
            if ahead.current():  # the check that is on now does not take this step
                return function(*given, **more)
            with allure.step(words):
                return function(*given, **more)

        return run

    return decorate
