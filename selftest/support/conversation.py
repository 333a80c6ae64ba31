"""Conversation with a Servio: what a run asks, in short, with each answer; faults are tried on it without a network."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from servio_verify.environments.model import Environment
from servio_verify.proof.alteration import PORTS, Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, without
from servio_verify.proof.proxy.record import difference

Pair = tuple[Request, Answer]
ASSET = re.compile(r'(?:src|href)="(/[^"]+\.(?:js|css)[^"]*)"')
LINK = re.compile(r'<a[^>]+href="(/[^"]+)"')
FORM = re.compile(r'action="(/[^"]+)"')
FRAMING = ("transfer-encoding", "content-length", "content-encoding", "connection")
STRANGERS = ("https://stranger.example", "null", "{web}.stranger.example", "{scheme}://x.{host}", "{other}://{host}")


@dataclass
class Conversation:
    """Asks, and keeps what was asked and answered. Cookies are kept by account."""

    environment: Environment
    http: httpx.Client
    pairs: list[Pair] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scene = Scene(self.environment)

    def ask(self, method: str, url: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask for something; a body is sent as JSON, a text as a form."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, str) else json.dumps(body) if body is not None else None
        form = "application/x-www-form-urlencoded" if isinstance(body, str) else "application/json"
        named |= {"Content-Type": form} if content else {}
        try:
            answered = self.http.request(method, url, content=content, headers=named)
        except httpx.RemoteProtocolError:  # a careful server hangs up on who asks for what it does not serve
            answered = httpx.Response(404)
        self.http.cookies.clear()
        parts = urlsplit(url)
        place = parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        side, sent = self.scene.side(*place, path), tuple(named.items())
        number = len(self.pairs) + 1
        request = Request(side, method, *place, path, sent, (content or "").encode(), number)
        raw = tuple((name.decode(), value.decode()) for name, value in answered.headers.raw)
        self.pairs.append((request, Answer(answered.status_code, without(raw, *FRAMING), answered.content)))
        return answered


def over_https(pairs: list[Pair]) -> Iterator[Pair]:
    """Yield a conversation as it would be over HTTPS."""
    for request, answer in pairs:
        secure = [
            (each, f"{value}; Secure" if each.lower() == "set-cookie" else value) for each, value in answer.headers
        ]
        yield request, Answer(answer.status, (*secure, ("Strict-Transport-Security", "max-age=63072000")), answer.body)


def spoken(environment: Environment) -> Conversation:
    """Return a conversation of each account, and of somebody without one."""
    with httpx.Client() as http:
        talk = Conversation(environment, http)
        _hold(talk, environment.web_url, f"{environment.api_url}/api/v1")
    return talk


def _hold(talk: Conversation, web: str, api: str) -> None:
    _as_anybody(talk, web, api)
    tokens = [_signed_in(talk, web, api, account) for account in talk.environment.accounts]
    mine, *others = ({"Authorization": f"Bearer {token}"} for token, _ in tokens)
    _as_restaurant(talk, api, mine, others[0] if others else {})
    for _, cookies in tokens:
        _as_browser(talk, web, api, cookies)
    talk.ask("GET", f"{api}/venues")
    talk.ask("POST", f"{api}/auth/logout", **mine)


def _as_anybody(talk: Conversation, web: str, api: str) -> None:
    home = talk.ask("GET", f"{web}/")
    for path in ("/login", "/health", "/.env", "/.env.staging", *ASSET.findall(home.text)):
        talk.ask("GET", f"{web}{path}")
    scheme, _, host = web.partition("://")
    other = {"http": "https", "https": "http"}[scheme]
    origins = [each.format(web=web, scheme=scheme, host=host, other=other) for each in STRANGERS]
    asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for origin in (web, *origins):
        talk.ask("GET", f"{api}/venues", Origin=origin)
        talk.ask("GET", f"{api}/venues/{'0' * 8}", Origin=origin)
        talk.ask("OPTIONS", f"{api}/venues", Origin=origin, **asking)
    for query in ("limit=2", "limit=1", "limit=1&page=2", "search=nobody"):
        talk.ask("GET", f"{api}/venues?{query}")
    talk.ask("GET", f"{talk.environment.api_url}/health")


def _signed_in(talk: Conversation, web: str, api: str, account: tuple[str, str]) -> tuple[str, str]:
    """Return the token and the cookies of a sign-in: of the API's, and of the web app's own form where it has one."""
    email, password = account
    answered = talk.ask("POST", f"{api}/auth/login", {"email": email, "password": password}, Origin=web)
    for wrong in ("wrong", ""):
        talk.ask("POST", f"{api}/auth/login", {"email": email, "password": wrong}, Origin=web)
    by_form = talk.ask("POST", f"{web}/login", urlencode({"email": email, "password": password}), Origin=web)
    lines = [line for answer in (answered, by_form) for line in answer.headers.get_list("set-cookie")]
    return answered.json()["data"]["token"], "; ".join(line.partition(";")[0] for line in lines)


def _as_restaurant(talk: Conversation, api: str, mine: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    named = {"name": f"O'Hara & <b>Söns</b> 🍝 {'é' * 60}", "address": "1 <b>Pier</b> & Co"}
    made = talk.ask("POST", f"{api}/venues", named, **mine).json()["data"]
    for refused in ({}, {"Authorization": "Bearer made-up-token"}):
        talk.ask("POST", f"{api}/venues", named, **refused)
    venue = f"{api}/venues/{made['id']}"
    for asking in (mine, theirs):
        talk.ask("GET", f"{api}/venues", **asking)
    dish = {"name": "Fish & Chips", "price": 4.35, "currency": made["currency"], "isAvailable": True}
    dishes = [dish, dish | {"name": "Eel", "isAvailable": False}]
    menu = {"name": "Lunch & more", "categories": [{"name": "Dishes", "items": dishes}]}
    menus = [talk.ask("POST", f"{venue}/menus", menu, **mine).json()["data"] for _ in range(3)]
    lines = [{"itemId": menus[0]["categories"][0]["items"][0]["id"], "quantity": 2}]
    order = {"menuId": menus[0]["id"], "items": lines}
    orders = [talk.ask("POST", f"{venue}/orders", order, **mine).json()["data"] for _ in range(3)]
    for kind in ("menus", "orders"):
        for query in ("limit=2", "limit=2&page=2", "search=nobody"):
            talk.ask("GET", f"{venue}/{kind}?{query}", **mine)
    one = f"{venue}/orders/{orders[0]['id']}"
    for asking in (mine, theirs, mine):
        talk.ask("GET", one, **asking)
    for method, path, body in (("PATCH", venue, {"name": "New"}), ("POST", f"{one}/cancel", None)):
        talk.ask(method, path, body)
        talk.ask(method, path, body, **theirs)
        talk.ask(method, path, body, **mine)
    for path in (one, venue, f"{api}/venues?search=New"):
        talk.ask("GET", path, **mine)
    talk.ask("DELETE", venue, **mine)
    for path in (venue, f"{api}/venues", f"{api}/venues?search=New"):
        talk.ask("GET", path, **mine)


def _as_browser(talk: Conversation, web: str, api: str, cookies: str) -> None:
    sent = {"Cookie": cookies, "Origin": web, "Sec-Fetch-Mode": "cors"}
    page = talk.ask("GET", f"{web}/dashboard", **sent)
    if page.is_redirect:
        page = talk.ask("GET", f"{web}{urlsplit(page.headers['Location']).path}", **sent)
    talk.ask("GET", f"{api}/auth/session", **sent)
    talk.ask("GET", f"{api}/venues", **sent)
    made = talk.ask("POST", f"{api}/venues", {"name": "Browser's", "address": "3 New Street"}, **sent).json()
    for path in ("venues", f"venues/{made.get('data', {}).get('id')}/orders"):
        talk.ask("GET", f"{api}/{path}", **sent)
    for path in (*LINK.findall(page.text), "/app/orders"):
        talk.ask("GET", f"{web}{path}", **sent)
    for path in FORM.findall(page.text):
        talk.ask("POST", f"{web}{path}", **sent)


def changes(alteration: Alteration, pairs: list[Pair]) -> list[str]:
    """Return what a fault makes of a conversation that was held without it."""
    found = []
    for request, answer in pairs:
        own = alteration.instead(request)
        became = own or alteration.alter(request, answer)
        asked = alteration.forward(request)
        found += [difference(None if own else answer, became)] if own or became != answer else []
        found += [f"{asked} was asked"] if asked != request else []
    return found
