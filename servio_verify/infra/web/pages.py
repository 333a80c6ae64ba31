"""Facts of the web app alone: cookies, search engines, assets, source maps, the name with `www.`."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

import httpx

from servio_verify.environments.origins import is_loopback
from servio_verify.infra.facts import Value
from servio_verify.infra.web import robots
from servio_verify.infra.web.asking import Asking, NoAnswerError
from servio_verify.target import fingerprint

Read = Callable[[Asking], Value]

SCRIPTS_MOST = 12
_SOURCE_MAP = re.compile(r"//[#@]\s*sourceMappingURL=(\S+)")
_PASSING = ("expires", "max-age")
"""Attributes of a cookie that say when it ends: another moment each time."""


def _home(asking: Asking) -> httpx.Response:
    return asking.get(f"{asking.environment.web_url}/")


def _www(asking: Asking) -> Value:
    parts = urlsplit(asking.environment.web_url)
    host = parts.hostname or ""
    if is_loopback(host) or host.startswith("www.") or re.fullmatch(r"[\d.]+|.*:.*", host):
        return None
    try:
        answer = asking.get(f"{parts.scheme}://www.{parts.netloc}/")
    except NoAnswerError:
        return None
    return f"{answer.status_code} {asking.plain(answer.headers.get('Location', ''))}".strip()


def _login_cookies(asking: Asking) -> Value:
    answer = asking.get(asking.environment.web_url + asking.environment.paths.login)
    host = urlsplit(asking.environment.web_url).hostname or ""
    return tuple(sorted(_flags(line).replace(host, "{host}") for line in answer.headers.get_list("Set-Cookie")))


def _flags(line: str) -> str:
    """Return a cookie's name and attributes, without its value."""
    cookie, *attributes = (part.strip() for part in line.split(";"))
    kept = sorted(each for each in attributes if each.partition("=")[0].lower() not in _PASSING)
    return "; ".join([cookie.partition("=")[0], *kept])


def _robots(asking: Asking) -> Value:
    return tuple(sorted(_kept_from_search(asking)))


def _is_indexed(asking: Asking) -> Value:
    return not any(_kept_from_search(asking))


def _kept_from_search(asking: Asking) -> Iterator[str]:
    home = _home(asking)
    if robots.hides(home.headers.get("X-Robots-Tag", "")):
        yield "X-Robots-Tag"
    if robots.page_hides(home.text):
        yield "the page"
    answer = asking.get(f"{asking.environment.web_url}/robots.txt")
    if answer.is_success and "html" not in answer.headers.get("Content-Type", "") and robots.forbids_all(answer.text):
        yield "robots.txt"


def _asset_cache(asking: Asking) -> Value:
    found = set()
    for url in _scripts_and_more(asking):
        with suppress(NoAnswerError):
            answer = asking.get(url)
            found.add(answer.headers.get("Cache-Control", "none") if answer.is_success else str(answer.status_code))
    return tuple(sorted(found))


def _source_maps(asking: Asking) -> Value:
    scripts = [url for url in _scripts_and_more(asking) if urlsplit(url).path.endswith((".js", ".mjs"))]
    return tuple(sorted(map(asking.plain, filter(None, (_map_of(asking, url) for url in scripts)))))


def _scripts_and_more(asking: Asking) -> list[str]:
    return fingerprint.assets(_home(asking), asking.environment)[:SCRIPTS_MOST]


def _map_of(asking: Asking, url: str) -> str:
    """Return where the source map of a script is; empty where there is none for everybody."""
    script = asking.get(url)
    named = _SOURCE_MAP.findall(script.text)
    reference = script.headers.get("SourceMap") or (named[-1] if named else f"{url}.map")
    if reference.startswith("data:"):
        return f"{url} (inside it)"
    with suppress(NoAnswerError, ValueError):
        answer = asking.get(urljoin(url, reference))
        return urljoin(url, reference) if answer.is_success and "mappings" in answer.json() else ""
    return ""


FACTS: Mapping[str, tuple[str, Read]] = {
    "web_www": ("where the same name with `www.` before it leads; not set where there is none", _www),
    "web_login_cookies": ("cookies that the sign-in page sets: names and attributes", _login_cookies),
    "web_robots": ("what keeps search engines from the web app", _robots),
    "web_indexed": ("whether search engines may show the web app", _is_indexed),
    "web_asset_cache": ("Cache-Control of scripts, style sheets and pictures", _asset_cache),
    "web_source_maps": ("source maps that everybody may read", _source_maps),
}
