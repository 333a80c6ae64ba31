"""The document's three journeys, as JavaScript's Playwright Test runs them, and the whole e2e tier before and now.

The tier has half as many checks again as before, so those that it had then are measured by themselves, too.
Our journeys also look into the API, reload, and delete what they made; the JavaScript ones do what the document says.
"""

from collections.abc import Iterator

from benchmarks.against_javascript import compare
from benchmarks.baseline import before_and_now, checks_then
from benchmarks.pairs import BASE, Asked, Ratio, Target, between

THREE = (
    "tests/e2e/test_venues.py::test_a_new_venue_is_stored_and_listed",
    "tests/e2e/test_menus.py::test_a_new_menu_is_stored_in_its_venue_and_listed",
    "tests/e2e/test_orders.py::test_a_new_order_is_stored_and_listed_with_its_status",
)


def measure(asked: Asked) -> Iterator[Ratio]:
    """The three against one sandbox that is up; the tier with a sandbox that it starts."""
    ours, theirs, tier = "three journeys", "JavaScript's", "e2e tier"
    yield from between(compare(asked, (ours, THREE), (theirs, "journeys.spec.js")), ours, theirs, wall=Target(0.8))
    whole = before_and_now(asked.at_most(3), tier, ["-m", "e2e", "--env", "local"])
    yield from between(whole, tier, BASE, cpu=Target(0.7))
    then = "e2e checks of then"
    named = ["-m", "e2e", "--env", "local", "-k", " or ".join(checks_then("tests/e2e"))]
    yield from between(before_and_now(asked.at_most(3), then, named), then, BASE)
