"""A front that shows a Servio on one origin and at other addresses, its API below the web app's (`[paths]`)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from selftest.support.front import PER_HOP, TEXTS, Answer, Asked, Scenario, front

SETTINGS = {
    "SERVIO_PATHS__LOGIN": "/sign-in",
    "SERVIO_PATHS__DASHBOARD": "/start",
    "SERVIO_PATHS__HEALTH": "/api/health",
    "SERVIO_PATHS__READY": "/api/ready",
    "SERVIO_PATHS__API": "/api/backend",
    "SERVIO_PATHS__SIGN_IN_API": "/api/enter",
}
"""What leads a run through the front."""

PLACES = {
    "/auth/login": "/../enter",  # the pages write it behind the address of the API
    "/login": "/sign-in",
    "/dashboard": "/start",
    "/api/v1": "/api/backend",
}
_API = {"/api/health": "/health", "/api/ready": "/ready", "/api/enter": "/api/v1/auth/login"}


@contextmanager
def one_origin(behind: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Stand before the Servio of these settings; give those that lead through the front."""
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    with (
        httpx.Client(verify=False, timeout=60, cookies=no_cookies) as client,  # noqa: S501 - this machine
        front(behind, renamed(behind, client)) as settings,
    ):
        yield settings | SETTINGS | {"SERVIO_API_URL": settings["SERVIO_WEB_URL"]}


def renamed(behind: Mapping[str, str], client: httpx.Client) -> Scenario:
    """Return the scenario; what the Servio behind has at its own addresses is 404 here."""
    web, api = behind["SERVIO_WEB_URL"], behind["SERVIO_API_URL"]

    def forward(asked: Asked) -> Answer:
        path, mark, query = asked.path.partition("?")
        origin, there = _behind(path, web, api)
        here = asked.front["web"]
        headers = {
            name: value.replace(here, web)
            for name, value in asked.headers.items()
            if name not in ("host", "accept-encoding", *PER_HOP)
        }
        url = f"{origin}{there}{mark}{query}"
        came = client.request(asked.method, url, content=asked.body or None, headers=headers)
        kept = tuple(
            (name, value.replace(web, here).replace(api, here).replace("/login", "/sign-in"))
            for name, value in came.headers.multi_items()
            if name not in (*PER_HOP, "content-encoding")
        )
        body = came.content
        if any(kind in came.headers.get("Content-Type", "") for kind in TEXTS):
            body = _named(came.text.replace(api, here).replace(web, here), pages=origin == web).encode()
        return Answer(came.status_code, kept, body)

    return Scenario(before=forward)


def _behind(path: str, web: str, api: str) -> tuple[str, str]:
    if path in _API:
        return api, _API[path]
    if path.startswith("/api/backend"):
        return api, path.replace("/api/backend", "/api/v1", 1)
    if path in ("/login", "/dashboard", "/health", "/ready"):
        return web, "/nothing-here"
    return web, {"/sign-in": "/login", "/start": "/dashboard"}.get(path, path)


def _named(text: str, *, pages: bool) -> str:
    for theirs, ours in PLACES.items() if pages else ():
        text = text.replace(theirs, ours)
    return text
