"""The journeys of the load, one function each, and what a right answer to them looks like.

Needs no locust: a user is anything with a work order and `fetch`.
"""

import re
from functools import cache
from typing import Any, NamedTuple, Protocol

from servio_verify.load.measure.answers import Answer, Answers, Complaint, no_session
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.target import error_titles

TITLE = re.compile(rb"(?i:<title[^>]*>\s*+)(?!" + error_titles.BEGINS.encode() + rb")(?i:[^<]*Servio)")
"""What the home page is known by (docs/CONTRACT.md, Web app); an error page may name Servio too."""


HOME = "/"
"""The home page's path, which is counted under it: all the rest is the API's."""

VENUES = "/api/v1/venues"
ORDERS = "/api/v1/venues/{id}/orders"

_ANY_TITLE = re.compile(rb"<title[^>]*>([^<]*)", re.IGNORECASE)


class Request(NamedTuple):
    """One request of a journey. `name` is the contract's path, ids left out: with the method, what it is counted under.

    A named tuple, as one is made for each request: it is frozen, and costs a third of a frozen dataclass.
    """

    method: str
    url: str
    name: str
    wrong: Complaint
    body: Any = None
    signed_in: bool = False


class Client(Protocol):
    """A user of the load. `answers` is what those of its process should be answered."""

    work_order: WorkOrder
    answers: Answers

    def fetch(self, request: Request) -> None:
        """Send a request, take its time and have the answer looked at."""


def answers_to(order: WorkOrder) -> Answers:
    """Return what the guests of a process should be answered who follow this work order."""
    ids = order.venue, order.menu, order.item
    return Answers(*ids, lists_venues=order.lists_venues, brings_token=order.brings_token)


def home(user: Client) -> None:
    """Fetch the home page: the whole journey of the staging document's profile."""
    user.fetch(_home_page(user.work_order.web_url))


def browse_venues(user: Client) -> None:
    """Look at the list of venues."""
    target = user.work_order
    user.fetch(_venues(f"{target.api_url}{target.api}/venues", user.answers.venues))


def open_menu(user: Client) -> None:
    """Open the menu of a venue; that this needs no session is promised for the list of venues only."""
    target = user.work_order
    url = f"{target.api_url}{target.api}/venues/{target.venue}/menus/{target.menu}"
    user.fetch(Request("GET", url, "/api/v1/venues/{id}/menus/{id}", user.answers.menu, signed_in=True))


def order(user: Client) -> None:
    """Order some of the menu's first item, at the run's own venue: it is deleted with the venue."""
    target = user.work_order
    url = f"{target.api_url}{target.api}/venues/{target.venue}/orders"
    amount, wrong = user.answers.next_order()
    body = {"menuId": target.menu, "items": [{"itemId": target.item, "quantity": amount}]}
    user.fetch(Request("POST", url, ORDERS, wrong, body, signed_in=True))


def sign_in(user: Client) -> None:
    """Sign in with e-mail and password."""
    target = user.work_order
    body = {"email": target.email, "password": target.password}
    url = target.api_url + target.sign_in
    wrong = user.answers.session if target.has_envelope else no_session
    user.fetch(Request("POST", url, "/api/v1/auth/login", wrong, body))


@cache  # always the same: to make it costs as much as to count its answer
def _home_page(web_url: str) -> Request:
    return Request("GET", f"{web_url}/", HOME, no_home_page)


@cache
def _venues(url: str, wrong: Complaint) -> Request:
    return Request("GET", url, VENUES, wrong)


def no_home_page(answer: Answer) -> str | None:
    """Return what is wrong with a home page: an error page with status 200 is no home page."""
    if answer.status_code != 200:
        return f"HTTP {answer.status_code}"
    if TITLE.search(answer.content):
        return None
    told = _ANY_TITLE.search(answer.content)
    shown = f"its title is {told[1].decode(errors='replace').strip()[:60]!r}" if told else "it has no title"
    return f"wrong page: {shown} (status 200)"
