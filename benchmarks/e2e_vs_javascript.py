"""How long do the staging document's three journeys take? `python -m benchmarks.e2e_vs_javascript [--runs 5]`.

Ours also look into the API, reload, and delete what they made; the JavaScript ones do what the document says.
"""

from benchmarks.against_javascript import main

OURS = (
    "tests/e2e/test_venues.py::test_a_new_venue_is_stored_and_listed",
    "tests/e2e/test_menus.py::test_a_new_menu_is_stored_in_its_venue_and_listed",
    "tests/e2e/test_orders.py::test_a_new_order_is_stored_and_listed_with_its_status",
)

if __name__ == "__main__":
    raise SystemExit(main(__doc__.splitlines()[0], OURS, "journeys.spec.js"))
