"""Rules for addresses: scheme, TLS, host, database, origin."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from servio_verify.environments.origins import origin
from servio_verify.infra.configuration.finding import Finding
from servio_verify.infra.configuration.forms import FORMS, OF_DRIVERS, SSL_MODES
from servio_verify.infra.configuration.subject import Setting, Subject

_LOOPBACK = re.compile(r"localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|::1|host\.docker\.internal")
_TOKEN = re.compile(r"[^:]+:(?P<environment>[^.]+)\.")
_SHARD = re.compile(r"^[a-z]+-?\d+$")
_PAGE = re.compile(
    r"^(?!.*(API|HOOK|CALLBACK|ENDPOINT))(.*_)?(ABOUT|BLOG|BRAND|CAREERS|CONTACT|COOKIES?|DOCS|FAQ|HELP|IMPRINT|LEGAL|LOGO|MARKETING"
    r"|POLICY|PRICING|PRIVACY|STATUS|SUPPORT|TERMS|WEBSITE)(_|$)"
)
"""Words in the names of links."""

_IN_THE_CLEAR = "the data may travel in the clear"
_PORTS = {"postgresql": "5432", "redis": "6379"}
WEB, API = "NEXT_PUBLIC_APP_URL", "NEXT_PUBLIC_API_URL"


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with addresses."""
    for setting in it.every:
        if setting.value and (setting.is_address or setting.url):
            yield from _of(setting)
        yield from _flags(setting)
    yield from _of_two(it)


def _of(it: Setting) -> Iterator[Finding]:
    if it.is_address and it.url is None:
        yield it.found("bad-address" if "://" in it.value else "wrong-scheme", **_schemes(it))
        return
    if it.url is None:
        return
    scheme = it.url.scheme.lower()
    if it.is_address and scheme.partition("+")[0] not in FORMS[it.form].schemes:
        yield it.found("wrong-scheme", **_schemes(it))
        return
    for host in it.hosts:
        yield from _host(it, host)
    if it.form == "postgresql" or scheme.startswith("postgres"):
        yield from _postgresql(it, scheme)
    elif scheme in ("redis", "rediss"):
        yield from _redis(it, scheme)
    elif (
        it.form in ("origin", "url") and scheme == "http" and it.expected.deployed and not _LOOPBACK.fullmatch(it.host)
    ):
        yield it.found("no-tls")
    if it.form == "origin":
        yield from _origin(it)


def _schemes(it: Setting) -> dict[str, str]:
    return {"schemes": f"{FORMS[it.form].schemes[0]}://"}


def _host(it: Setting, host: str) -> Iterator[Finding]:
    expected = it.expected
    whose = next((name for name, hosts in expected.others.items() if host in hosts), "")
    own = {urlsplit(url).hostname for url in expected.addresses.values()}
    if host in expected.table.other_hosts or _says_another(it, host):
        whose = whose or "another environment"
    if whose and host not in own and not _is_link(it):
        yield it.found("other-environment", what="a host", whose=whose)
    if not (expected.deployed and it.is_address):
        return  # another container of the same task is at localhost too
    if _LOOPBACK.fullmatch(host):
        yield it.found("this-machine")
    elif "." not in host and ":" not in host:
        yield it.found("short-host")


def _says_another(it: Setting, host: str) -> bool:
    """Return whether a host has the word of another environment in it.

    Of an address of the web that is somebody else's, only its first name is ours to choose, and a number behind the
    word is one of their servers: prod-27.westeurope.logic.azure.com.
    """
    is_theirs = it.url and it.url.scheme.startswith("http") and _domain(host) not in _own_domains(it)
    said = _SHARD.sub("", host.partition(".")[0]) if is_theirs else host
    return bool(set(re.split(r"[.-]", said)) & set(it.expected.table.other_words))


def _own_domains(it: Setting) -> set[str]:
    urls = it.expected.addresses.values()
    hosts = (host for every in it.expected.others.values() for host in every)
    return {_domain(host) for host in (*hosts, *(urlsplit(url).hostname or "" for url in urls))}


def _is_link(it: Setting) -> bool:
    """Return whether it is a page that guests are led to, which may well be production's: the terms, the imprint."""
    return not it.form and it.url is not None and it.url.scheme.startswith("http") and bool(_PAGE.match(it.key))


def _flags(it: Setting) -> Iterator[Finding]:
    """Yield where a token of Unleash (PROJECT:ENVIRONMENT.…) is for another environment's flags."""
    token = _TOKEN.match(it.value) if it.form == "unleash-token" else None
    word, expected = token["environment"] if token else "", it.expected
    others = {*expected.others, *expected.table.other_words} - {expected.name, expected.word}
    if word in others:
        whose = word if word in expected.others else "another environment"
        yield it.found("other-environment", what="the flags", whose=whose)


def _postgresql(it: Setting, scheme: str) -> Iterator[Finding]:
    table = it.expected.table
    if scheme == "postgres" or "+" in scheme:
        yield it.found("driver-prefix")
    if table.sslmode and (weak := _weak_mode(it, table.sslmode)):
        yield it.found("sslmode", has=weak[0], must=table.sslmode, risk=weak[1])
    if table.database and it.url and it.url.path.removeprefix("/") != table.database:
        yield it.found("database-name", must=table.database)
    yield from _port(it, "postgresql")


def _weak_mode(it: Setting, must: str) -> tuple[str, str] | None:
    """Return in what the address falls short of this sslmode, and what comes of it; None where it does not."""
    query = parse_qs(it.url.query) if it.url else {}
    said = {key.lower(): values[-1].lower() for key, values in query.items()}
    mode = OF_DRIVERS.get(said.get("sslmode", ""), said.get("sslmode")) or {"true": "require", "1": "require"}.get(
        said.get("ssl", ""), said.get("ssl")
    )
    if not mode:
        return "has no sslmode", _IN_THE_CLEAR
    if mode not in SSL_MODES:
        return "has an sslmode that PostgreSQL does not know", "its own clients refuse the address"
    if (at := SSL_MODES.index(mode)) >= SSL_MODES.index(must):
        return None
    risk = "another server may answer" if at >= SSL_MODES.index("require") else _IN_THE_CLEAR
    return f"has an sslmode weaker than {must}", risk


def _redis(it: Setting, scheme: str) -> Iterator[Finding]:
    table = it.expected.table
    if table.redis_tls and scheme == "redis":
        yield it.found("redis-without-tls")
    if table.redis_password and not it.password:
        yield it.found("redis-without-password")
    yield from _port(it, "redis")


def _port(it: Setting, kind: str) -> Iterator[Finding]:
    if it.url and it.url.port is None:
        yield it.found("no-port", port=_PORTS[kind])


def _origin(it: Setting) -> Iterator[Finding]:
    url = it.url
    if url and (url.path or url.query or url.fragment or url.username):
        yield it.found("origin-form")
    key = {WEB: "web_url", API: "api_url"}.get(it.key, "")
    if key in it.expected.addresses and not _is(it, key):
        yield it.found("other-address", must=key, name=it.expected.name)


def _is(it: Setting, key: str) -> bool:
    """Return whether it is this address of the environment's file."""
    return _told(it.value) == _told(it.expected.addresses.get(key, ""))


def _told(address: str) -> str:
    """Return an address in the one way that its origin is told, where it is no more than that."""
    try:
        return origin(address)
    except ValueError:
        return address.rstrip("/").lower()


def _of_two(it: Subject) -> Iterator[Finding]:
    web, api = it.in_file.get(WEB), it.in_file.get(API)
    if not (web and api and web.host and api.host):
        return
    if _is(web, "api_url") and not _is(web, "web_url"):
        yield web.found("swapped-address", other="api_url", name=it.expected.name)
    if _is(api, "web_url") and not _is(api, "api_url") and not _is(web, "web_url"):
        yield api.found("swapped-address", other="web_url", name=it.expected.name)
    if web.host == api.host and web.url and api.url and web.url.port == api.url.port:
        yield api.found("same-origin", other=WEB)
    elif _domain(web.host) != _domain(api.host):
        yield api.found("other-domain", other=WEB)


def _domain(host: str) -> str:
    return ".".join(host.split(".")[-2:]) if not re.fullmatch(r"[\d.]+|.*:.*", host) else host
