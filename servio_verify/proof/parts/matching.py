"""Conditions of an exchange that need no paths: pages, scripts, style sheets, JSON."""

from collections.abc import Callable

from servio_verify.proof.exchange import Answer, Request, Side

When = Callable[[Request, Answer], bool]

READS = ("GET", "HEAD")
WRITES = ("POST", "PATCH", "DELETE")
SCRIPTS = ("text/javascript", "application/javascript", "application/x-javascript")


def anything(_request: Request, _answer: Answer) -> bool:
    """Return that every exchange is meant."""
    return True


def is_page(request: Request, answer: Answer) -> bool:
    """Return whether it is a page of the web app, of any status."""
    return request.side is Side.WEB and answer.is_page


def is_shown(request: Request, answer: Answer) -> bool:
    """Return whether it is a page of the web app that was found."""
    return is_page(request, answer) and answer.status == 200


def is_script(request: Request, answer: Answer) -> bool:
    """Return whether it is a script of the web app's own."""
    return request.side is Side.WEB and answer.media_type in SCRIPTS and answer.status == 200


def is_style(request: Request, answer: Answer) -> bool:
    """Return whether it is a style sheet of the web app's own."""
    return request.side is Side.WEB and answer.media_type == "text/css" and answer.status == 200


def is_asset(request: Request, answer: Answer) -> bool:
    """Return whether it is a script or a style sheet of the web app's own."""
    return is_script(request, answer) or is_style(request, answer)


def is_json(request: Request, answer: Answer) -> bool:
    """Return whether it is JSON of the API."""
    return request.side is Side.API and answer.media_type == "application/json" and answer.json is not None


def is_write(request: Request, _answer: Answer) -> bool:
    """Return whether it answers a write of the API."""
    return request.side is Side.API and request.method in WRITES
