"""Credentials in requests, and whose they are: learnt from the sign-ins that pass."""

from dataclasses import replace
from typing import Any
from urllib.parse import unquote_plus

from servio_verify.proof.alteration import Scene
from servio_verify.proof.exchange import Answer, Headers, Request, without
from servio_verify.proof.parts.routes import Route, Routes

CARRIERS = ("Authorization", "Cookie")


def credentials(request: Request) -> Headers:
    """Return what a request carries to say who asks; empty where it says nothing."""
    return tuple((name, value) for name, value in request.headers if name.title() in CARRIERS)


def by_a_browser(request: Request) -> bool:
    """Return whether a browser asks, for a page or from one."""
    return request.header("Sec-Fetch-Mode") is not None


def as_another(request: Request, carried: Headers) -> Request:
    """Return a request that carries these instead of its own."""
    return replace(request, headers=(*without(request.headers, *CARRIERS), *carried))


class Accounts:
    """Whose the tokens are that sign-ins have given, until they are signed out."""

    def __init__(self, scene: Scene) -> None:
        self._routes = Routes(scene)
        told = scene.environment
        self._sign_in = told.sign_in
        self._emails = [email for email in (told.email, told.email_2) if email]
        self._owners: dict[str, str] = {}
        self._carriers: dict[str, Headers] = {}
        if told.api_key and self._emails:
            self._learn(self._emails[0], told.api_key.get_secret_value())

    def see(self, request: Request, answer: Answer) -> None:
        """Learn from a sign-in or a sign-out; call it for every answer."""
        if request.method == "POST" and answer.status < 400 and (email := self._signing_in(request)):
            for token in self._tokens(answer):
                self._learn(email, token)
        elif self._routes.of(request) is Route.SIGN_OUT:
            for token in [token for token in self._owners if self._carries(request, token)]:
                del self._owners[token]

    def owner(self, request: Request) -> str:
        """Return the e-mail of who asks; empty where that is not known."""
        return next((owner for token, owner in self._owners.items() if owner and self._carries(request, token)), "")

    def carried_by(self, email: str) -> Headers:
        """Return what a request of this account carries; empty where nobody has signed in for it."""
        live = (carried for token, carried in reversed(self._carriers.items()) if self._owners.get(token) == email)
        return next(live, ())

    @property
    def first(self) -> str:
        """The e-mail of the environment's first account; empty where it has none."""
        return next(iter(self._emails), "")

    def _learn(self, email: str, token: str) -> None:
        # What two accounts are given, as a language, is nobody's.
        self._owners[token] = email if self._owners.get(token, email) == email else ""
        self._carriers[token] = (("Authorization", f"Bearer {token}"),)

    def _signing_in(self, request: Request) -> str:
        """Return whose e-mail a form or a program sends; a form's is the web app's own affair, whatever its form."""
        sent = unquote_plus(request.body.decode("utf-8", "replace"))
        return next((email for email in self._emails if email in sent), "")

    def _carries(self, request: Request, token: str) -> bool:
        return any(token in value for _, value in credentials(request))

    def _tokens(self, answer: Answer) -> list[str]:
        found = [value for name, value in answer.headers if name.lower() == "set-cookie"]
        tokens = [line.partition(";")[0].partition("=")[2] for line in found]
        told: Any = answer.json
        for part in () if self._sign_in.cookie else self._sign_in.token.split("."):
            told = told.get(part) if isinstance(told, dict) else None
        tokens += [told] if isinstance(told, str) else []
        return [token for token in tokens if len(token) > 7]
