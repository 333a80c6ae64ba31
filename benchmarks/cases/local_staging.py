"""A smoke run on local staging against the same run on the sandbox.

Both targets are up before, so that only the suite's own processes count: those of the targets are no children of it.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.cost import cost
from benchmarks.pairs import ROOT, Asked, Ratio, Target, between, in_turn
from selftest.support.processes import servio, settings_of
from servio_verify.environments.own.stack import Stack


def measure(asked: Asked) -> Iterator[Ratio]:
    """A stack that is up already stays so."""
    run = [sys.executable, "-m", "servio_verify.cli", "run", "-m", "smoke", "--env"]
    with ExitStack() as ending:
        ending.callback(Stack().stop)
        local = asked.environ(**settings_of(ending.enter_context(servio("servio_sandbox", "--json"))))
        works = {
            "smoke on local staging": lambda: cost([*run, "local-staging"], ROOT, asked.environ()),
            "the sandbox": lambda: cost([*run, "local"], ROOT, local),
        }
        yield from between(in_turn(asked, works), *works, cpu=Target(1.3))
