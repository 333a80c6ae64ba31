"""Facts of either origin: headers, redirects, caches, and what a wrong request is answered with."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from servio_verify.environments.model import Environment
from servio_verify.infra.facts import Value
from servio_verify.infra.web.asking import Asking, NoAnswerError
from servio_verify.target import fingerprint, security_headers

PROTECTING = (
    "content-security-policy",
    "content-security-policy-report-only",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "x-xss-protection",
)
TELLING = ("server", "x-powered-by", "via", "x-aspnet-version", "x-generator")
UNKNOWN = "/servio-verify-asks-for-what-is-not-there"
_NONCE = re.compile(r"'(nonce|sha\d+)-[^']*'")


@dataclass(frozen=True)
class Origin:
    """One of the two: its address, and that of what tells most of it, its home page or a list of the API's."""

    url: str
    front: str


Read = Callable[[Asking, Origin], Value]


def origins(environment: Environment) -> dict[str, Origin]:
    """Return both, by the first part of their facts' names."""
    web, api = environment.web_url, environment.api_url
    return {"web": Origin(web, f"{web}/"), "api": Origin(api, api + environment.paths.at("/api/v1/venues"))}


def answered(answer: httpx.Response) -> str:
    """Return status and meaning of an answer: the code of Servio's envelope, else the kind of content."""
    try:
        told = answer.json()
        code = told["error"]["code"]
    except (ValueError, KeyError, TypeError):
        code = answer.headers.get("Content-Type", "").partition(";")[0]
    return f"{answer.status_code} {code}".strip()


def _named(names: tuple[str, ...]) -> Read:
    def read(asking: Asking, origin: Origin) -> Value:
        headers = asking.get(origin.front).headers
        there = (f"{name}: {_NONCE.sub(_short, asking.plain(headers[name]))}" for name in names if name in headers)
        return tuple(sorted(there))

    return read


def _short(found: re.Match[str]) -> str:
    return f"'{found[1]}-…'"


def _header(name: str) -> Read:
    return lambda asking, origin: asking.get(origin.front).headers.get(name)


def _hsts(asking: Asking, origin: Origin) -> Value:
    headers = asking.get(origin.front).headers
    if not security_headers.keeps_https(headers):
        return None
    said = [each.strip() for each in headers["Strict-Transport-Security"].split(";")]
    return "; ".join(sorted(said, key=lambda each: not each.lower().startswith("max-age")))


def _header_names(asking: Asking, origin: Origin) -> Value:
    headers = fingerprint.headers("", asking.get(origin.front), asking.environment)
    return tuple(sorted(name.strip().lower() for name, _ in headers))


def _compression(asking: Asking, origin: Origin) -> Value:
    found: str | None = asking.get(origin.front).headers.get("Content-Encoding")
    return found


def _redirect(asking: Asking, origin: Origin) -> Value:
    plain = asking.environment.plain_http(origin.url)
    if plain is None or not origin.url.startswith("https:"):
        return None
    try:
        answer = asking.get(plain + asking.environment.paths.health)
    except NoAnswerError as error:
        return "nothing answers" if "Connect" in str(error) else _raise(error)
    leads = asking.plain(answer.headers.get("Location", "")) if answer.is_redirect else "no redirect"
    return f"{answer.status_code} {leads}"


def _raise(error: Exception) -> Value:
    raise error


def _health(asking: Asking, origin: Origin) -> Value:
    return answered(asking.get(origin.url + asking.environment.paths.health))


def _health_keys(asking: Asking, origin: Origin) -> Value:
    return tuple(fingerprint.shape(asking.get(origin.url + asking.environment.paths.health)))


def _unknown_path(asking: Asking, origin: Origin) -> Value:
    return answered(asking.get(origin.url + UNKNOWN))


def _wrong_method(asking: Asking, origin: Origin) -> Value:
    return answered(asking.ask("POST", origin.url + asking.environment.paths.health, content=json.dumps({})))


def _options(asking: Asking, origin: Origin) -> Value:
    answer = asking.ask("OPTIONS", origin.url + asking.environment.paths.health)
    allowed = ", ".join(sorted(each.strip() for each in answer.headers.get("Allow", "").split(",") if each.strip()))
    return f"{answer.status_code} {allowed}".strip()


FACTS: Mapping[str, tuple[str, Read]] = {
    "hsts": ("Strict-Transport-Security, its max-age first; not set where that is 0", _hsts),
    "security_headers": ("headers that protect a browser, without nonces", _named(PROTECTING)),
    "server": ("headers by which the server names its make", _named(TELLING)),
    "header_names": ("names of the headers that are there each time", _header_names),
    "cache": ("Cache-Control of the home page; of the API, of a list", _header("Cache-Control")),
    "compression": ("how the same answer is compressed", _compression),
    "redirect_from_http": ("what plain HTTP is answered with", _redirect),
    "health": ("what `/health` is answered with", _health),
    "health_keys": ("members of the JSON of `/health`", _health_keys),
    "unknown_path": ("what an unknown path is answered with", _unknown_path),
    "wrong_method": ("what POST to `/health` is answered with; asked only where writes are allowed", _wrong_method),
    "options": ("what OPTIONS of `/health` is answered with, and the methods that it allows", _options),
}
