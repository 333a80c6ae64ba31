"""What a user of the load does, one function a journey, and what a right answer looks like.

Needs no locust: a user is anything with a plan and `fetch`.
"""

import json
import random
import re
from collections.abc import Callable
from typing import Any, Protocol

from servio_verify.load.plan.work_order import Plan

TITLE = re.compile(rb"<title[^>]*>[^<]*Servio", re.IGNORECASE)
"""What the home page is known by (docs/CONTRACT.md, Web app)."""


class Answer(Protocol):
    """The parts of an answer that are looked at."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def content(self) -> bytes:
        """The body as it came."""


Complaint = Callable[[Answer], str | None]
"""Says what is wrong with an answer; None where it is right."""


class Client(Protocol):
    """A user of the load."""

    plan: Plan

    def fetch(
        self, method: str, url: str, name: str, wrong: Complaint, body: Any = None, signed_in: bool = False
    ) -> None:
        """Send one request, take its time and have the answer looked at."""


def home(user: Client) -> None:
    """Fetch the home page: the whole journey of the staging document's profile."""
    user.fetch("GET", f"{user.plan.web_url}/", "/", no_home_page)


def browse_venues(user: Client) -> None:
    """Look at the list of venues."""
    user.fetch("GET", f"{user.plan.api_url}/api/v1/venues", "/api/v1/venues", no_success)


def open_menu(user: Client) -> None:
    """Open the menu of a venue; that this needs no session is promised for the list of venues only."""
    venue, menu = user.plan.venue, user.plan.menu
    url = f"{user.plan.api_url}/api/v1/venues/{venue}/menus/{menu}"
    user.fetch("GET", url, "/api/v1/venues/{id}/menus/{id}", no_success, signed_in=True)


def order(user: Client) -> None:
    """Order one or two of the menu's first item, at the run's own venue: it is deleted with the venue."""
    url = f"{user.plan.api_url}/api/v1/venues/{user.plan.venue}/orders"
    amount = random.randint(1, 2)  # noqa: S311 - load, no secret
    body = {"menuId": user.plan.menu, "items": [{"itemId": user.plan.item, "quantity": amount}]}
    user.fetch("POST", url, "/api/v1/venues/{id}/orders", no_success, body, signed_in=True)


def sign_in(user: Client) -> None:
    """Sign in with e-mail and password."""
    url = f"{user.plan.api_url}/api/v1/auth/login"
    body = {"email": user.plan.email, "password": user.plan.password}
    user.fetch("POST", url, "/api/v1/auth/login", no_success, body)


def no_home_page(answer: Answer) -> str | None:
    """Return what is wrong with a home page: an error page with status 200 is no home page."""
    if answer.status_code != 200:
        return f"HTTP {answer.status_code}"
    return None if TITLE.search(answer.content) else "wrong page: no title with 'Servio' (status 200)"


def no_success(answer: Answer) -> str | None:
    """Return what is wrong with an API answer that should be a success (docs/CONTRACT.md, API)."""
    if answer.status_code not in (200, 201):
        return f"HTTP {answer.status_code}"
    if answer.content[:40].replace(b" ", b"").startswith(b'{"success":true'):
        return None  # the usual order, told without reading all of it
    try:
        body = json.loads(answer.content)
    except ValueError:
        body = None
    good = isinstance(body, dict) and body.get("success") is True
    return None if good else f"wrong answer: no success envelope (status {answer.status_code})"
