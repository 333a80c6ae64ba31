"""The smoke tier and a single check, each with the sandbox that it starts, against what they cost before."""

from collections.abc import Iterator

from benchmarks.baseline import before_and_now
from benchmarks.pairs import BASE, Asked, Ratio, Target, between

CHECK = "test_the_home_page_answers"


def measure(asked: Asked) -> Iterator[Ratio]:
    """The tier has more checks now; the single one is the fixed cost of a run."""
    smoke = ["-m", "smoke", "--env", "local"]
    yield from between(before_and_now(asked, "smoke tier", smoke), "smoke tier", BASE, cpu=Target(0.75))
    one = before_and_now(asked, "one check", [*smoke, "-k", CHECK])
    yield from between(one, "one check", BASE, cpu=Target(0.4), wall=Target(0.4))
