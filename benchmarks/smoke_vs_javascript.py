"""How long do the staging document's four smoke checks take? `python -m benchmarks.smoke_vs_javascript [--runs 5]`."""

from benchmarks.against_javascript import main

OURS = (
    "tests/smoke/test_pages.py::test_the_title_names_servio_on",
    "tests/smoke/test_health.py::test_health_answers_within_five_seconds",
    "tests/smoke/test_sign_in.py::test_the_right_password_leads_to_the_dashboard",
    "tests/smoke/test_venues.py::test_venues_are_listed_without_a_session",
)

if __name__ == "__main__":
    raise SystemExit(main(__doc__.splitlines()[0], OURS, "smoke.spec.js"))
