"""Building blocks of faults: which exchanges one is about, and what becomes of their answers."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side

Which = Callable[[Request], bool]
WhichAnswer = Callable[[Request, Answer], bool]

NEVER = 3600.0
"""Seconds that nobody waits."""

SCRIPTS = ("text/javascript", "application/javascript", "application/x-javascript")
META = {"timestamp": "2026-01-01T00:00:00Z", "requestId": "00000000-0000-4000-8000-000000000000", "version": "v1"}


class Altered(Alteration):
    """Makes another answer of those that are meant."""

    def __init__(self, which: WhichAnswer, becomes: Callable[[Answer], Answer]) -> None:
        self._which, self._becomes = which, becomes

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return what goes back instead."""
        return self._becomes(answer) if self._which(request, answer) else answer


class InTurn(Altered):
    """Makes another answer of every second one of those that are meant: two servers, one of them at fault."""

    def __init__(self, which: WhichAnswer, becomes: Callable[[Answer], Answer]) -> None:
        super().__init__(which, becomes)
        self._met = 0

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return what goes back instead."""
        self._met += self._which(request, answer)
        return super().alter(request, answer) if self._met % 2 else answer


class Instead(Alteration):
    """Answers in the target's place, so that a write never gets there; the web app may read it, as Servio's own."""

    def __init__(self, scene: Scene, which: Which, answer: Answer) -> None:
        self._which, self._answer, self._web = which, answer, scene.environment.web_origin

    def instead(self, request: Request) -> Answer | None:
        """Return this answer to those that are meant; what CORS asks first is for the target to say."""
        if request.method == "OPTIONS" or not self._which(request):
            return None
        if request.header("Origin") != self._web or self._web is None:
            return self._answer
        let_in = self._answer.with_header("Access-Control-Allow-Origin", self._web)
        return let_in.with_header("Access-Control-Allow-Credentials", "true")


def is_page(request: Request, answer: Answer) -> bool:
    """Whether it is a page of the web app that is shown."""
    return request.side is Side.WEB and answer.is_page and answer.status == 200


def is_script(request: Request, answer: Answer) -> bool:
    """Whether it is a script of the web app's own."""
    return request.side is Side.WEB and answer.media_type in SCRIPTS and answer.status == 200


def is_style(request: Request, answer: Answer) -> bool:
    """Whether it is a style sheet of the web app's own."""
    return request.side is Side.WEB and answer.media_type == "text/css" and answer.status == 200


def is_asset(request: Request, answer: Answer) -> bool:
    """Whether it is a script or a style sheet of the web app's own."""
    return is_script(request, answer) or is_style(request, answer)


def is_home(request: Request) -> bool:
    """Whether the home page is asked for."""
    return request.side is Side.WEB and request.route == "/" and request.method in ("GET", "HEAD")


def at(side: Side, path: str, *methods: str) -> Which:
    """Return whether this path of a side is asked for, by one of these methods (any, without)."""
    asks = anywhere(path, *methods)
    return lambda request: request.side is side and asks(request)


def anywhere(path: str, *methods: str) -> Which:
    """Return the same for both sides: where both are one origin, a path alone does not tell whose it is."""
    meant = path.partition("?")[0].rstrip("/")

    def asks(request: Request) -> bool:
        here = request.side is not Side.OTHER and request.route.rstrip("/") == meant
        return here and (not methods or request.method in methods)

    return asks


def page(title: str, status: int = 200, text: str = "", **headers: str) -> Answer:
    """Return an HTML page that is not Servio's."""
    body = (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"
    )
    more = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status, (("Content-Type", "text/html; charset=utf-8"), *more), body.encode())


def envelope(status: int, value: Any, **headers: str) -> Answer:
    """Return an answer in the API's envelope: a success with data, or a failure with its error."""
    said = {"success": True, "data": value} if status < 400 else {"success": False, "error": value}
    more = tuple((name.replace("_", "-"), text) for name, text in headers.items())
    identified = ("X-Request-ID", META["requestId"])
    return Answer(
        status, (("Content-Type", "application/json"), identified, *more), json.dumps(said | {"meta": META}).encode()
    )


def error(status: int, code: str, message: str = "it cannot be done now", **headers: str) -> Answer:
    """Return a failure in the API's envelope."""
    return envelope(status, {"code": code, "message": message, "details": None}, **headers)


def kept(was: Answer, becomes: Answer) -> Answer:
    """Return another answer with the headers of the one before, but for those that it has itself."""
    own = {name.lower() for name, _ in becomes.headers}
    headers = tuple((name, value) for name, value in was.headers if name.lower() not in own)
    return replace(becomes, headers=(*headers, *becomes.headers))
