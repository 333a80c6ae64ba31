"""The e2e tier in four workers and without any, against a sandbox that takes half a second for each answer."""

import sys
from collections.abc import Iterator

from benchmarks.cost import cost
from benchmarks.pairs import ROOT, Asked, Ratio, Target, between, in_turn
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import Sandbox


def measure(asked: Asked) -> Iterator[Ratio]:
    """One pair, as it takes minutes."""
    with Sandbox(["--delay", str(asked.size(500, 0))]) as sandbox:
        environ = asked.environ(**overrides(sandbox.addresses()))
        command = [sys.executable, "-m", "pytest", "-m", "e2e", "--env", "local", "-q"]
        works = {f"e2e -n {count}": lambda n=count: cost([*command, "-n", str(n)], ROOT, environ) for count in (0, 4)}
        rounds = in_turn(asked.at_most(1), works, warm=True)
    yield from between(rounds, *works, wall=Target(3.5, at_least=True))
