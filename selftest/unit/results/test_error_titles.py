"""Titles of error pages, for both who judge the home page: the smoke check and the load."""

import pytest

from servio_verify.load.plan.journeys import TITLE
from servio_verify.target.error_titles import says_error

ERRORS = (
    *(
        "500: Internal Server Error | Servio",
        "500 | Servio",
        "404: This page could not be found. Servio",
        " 503 - Servio",
    ),
    *("Error 502 Bad Gateway - Servio", "Application error: a client-side exception | Servio", "HTTP 500 error Servio"),
    *("Internal Server Error – Servio", "404 — Servio"),
)
RIGHT = (
    *("Servio", "Servio – the calm way to run a restaurant", "500 restaurants trust Servio", "404-Bistro | Servio"),
    *("Welcome | Servio: fewer application errors", "Applications for Servio", "4711: Servio", "5000 | Servio"),
)


@pytest.mark.parametrize("title", [*ERRORS, *RIGHT])
def test_a_title_of_an_error_page_is_told_from_a_home_page_s(title: str) -> None:
    assert says_error(title) is (title in ERRORS)
    assert (TITLE.search(f"<head><title lang=en>{title}</title>".encode()) is None) is (title in ERRORS)


def test_a_page_of_another_title_is_no_home_page() -> None:
    assert TITLE.search(b"<title>Welcome to nginx!</title>") is None
    assert TITLE.search(b"<TITLE>servio</TITLE>")
    assert says_error("500")
    assert not says_error("")
