"""The whole smoke tier against the document's four tests, as JavaScript's Playwright Test runs them."""

from collections.abc import Iterator

from benchmarks.against_javascript import compare
from benchmarks.pairs import Asked, Ratio, Target, between


def measure(asked: Asked) -> Iterator[Ratio]:
    """Both against one sandbox that is up; ours attests, samples, scrubs and judges, too."""
    tier, theirs = "smoke tier", "JavaScript's four tests"
    rounds = compare(asked, (tier, ["-m", "smoke"]), (theirs, "smoke.spec.js"))
    yield from between(rounds, tier, theirs, wall=Target(1.0))
