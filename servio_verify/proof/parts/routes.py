"""Routes of the contract: what a request asks for, wherever the environment has it."""

import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from servio_verify.environments.layout.tables import SIGN_IN
from servio_verify.proof.alteration import Scene
from servio_verify.proof.exchange import Answer, Request, Side

ONE = "~one~"
"""Stands for an id in a path; no path has it."""


class Route(StrEnum):
    """What the contract has an address for."""

    VENUES = "/api/v1/venues"
    VENUE = f"/api/v1/venues/{ONE}"
    MENUS = f"/api/v1/venues/{ONE}/menus"
    MENU = f"/api/v1/venues/{ONE}/menus/{ONE}"
    ORDERS = f"/api/v1/venues/{ONE}/orders"
    ORDER = f"/api/v1/venues/{ONE}/orders/{ONE}"
    CANCEL = f"/api/v1/venues/{ONE}/orders/{ONE}/cancel"
    SIGN_IN = SIGN_IN
    SIGN_OUT = "/api/v1/auth/logout"
    HEALTH = "/health"
    READY = "/ready"
    HOME = "/"
    LOGIN = "/login"


RECORDS = (Route.VENUES, Route.VENUE, Route.MENUS, Route.MENU, Route.ORDERS, Route.ORDER, Route.CANCEL)
"""Those whose answers hold venues, menus and orders."""

LISTS = (Route.VENUES, Route.MENUS, Route.ORDERS)
OWN = (Route.ORDERS, Route.ORDER)
"""Those that are for their account only."""

PAGES = (Route.HOME, Route.LOGIN)
ON_BOTH = (Route.HEALTH, Route.READY, Route.SIGN_IN, Route.SIGN_OUT)
"""Those that both origins may have, or that are no part of the API's paths where both are one origin."""


class Routes:
    """Finds the route of a request, by the paths of an environment."""

    def __init__(self, scene: Scene) -> None:
        paths = scene.environment.paths
        self._patterns = {
            route: re.compile(re.escape(_place(paths.at(route.value))).replace(re.escape(ONE), "([^/]+)") + "/?")
            for route in Route
        }

    def of(self, request: Request) -> Route | None:
        """Return what a request to Servio asks for; None where the contract has no address for it."""
        return next((route for route in Route if self._is(route, request)), None)

    def id_in(self, request: Request) -> str:
        """Return the last id in the path; empty where it has none."""
        route = self.of(request)
        found = self._patterns[route].fullmatch(request.route) if route else None
        return found.groups()[-1] if found and found.groups() else ""

    def asked(self, *routes: Route, methods: tuple[str, ...] = ("GET",)) -> Callable[[Request], bool]:
        """Return whether a request asks for one of these."""
        return lambda request: request.method in methods and any(self._is(route, request) for route in routes)

    def answered(self, *routes: Route) -> Callable[[Request, Answer], bool]:
        """Return whether an answer is a success of one of these, by any method."""
        return lambda request, answer: answer.status in (200, 201) and self.of(request) in routes

    def refused(self, request: Request, answer: Answer) -> bool:
        """Return whether an answer is a refusal of the API."""
        return request.side is Side.API and answer.status >= 400 and self.of(request) is not None

    def _is(self, route: Route, request: Request) -> bool:
        return _on_its_side(route, request.side) and self._patterns[route].fullmatch(request.route) is not None


def _on_its_side(route: Route, side: Side) -> bool:
    if route in ON_BOTH:
        return side is not Side.OTHER
    return side is (Side.WEB if route in PAGES else Side.API)


def _place(path: str) -> str:
    return path.partition("?")[0].rstrip("/")


def below_the_api(scene: Scene) -> Callable[[Request], bool]:
    """Return whether the API is asked for anything but its health."""
    under = scene.environment.paths.api.rstrip("/") + "/"
    return lambda request: request.side is Side.API and request.route.startswith(under)


def with_query(request: Request, **changes: str | None) -> str:
    """Return the path of a request with these in its query; None takes one away."""
    path, _, query = request.path.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in changes]
    kept += [(name, value) for name, value in changes.items() if value is not None]
    return f"{path}?{urlencode(kept)}" if kept else path
