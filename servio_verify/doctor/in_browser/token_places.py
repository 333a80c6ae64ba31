"""Where the answer to a sign-in has a session's token: a path in its JSON, or a cookie. Values are never read."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress

from playwright.sync_api import BrowserContext, Error, Response

from servio_verify.environments.layout.tables import COOKIE

_SESSION = re.compile(r"session|auth|token|sid|jwt", re.IGNORECASE)
_PART = re.compile(r"\.\d$")

# Told before the page has the answer: with the page that it leaves, its answers are gone.
_WATCH = """(() => {
  const names = ['token', 'access_token', 'accessToken', 'jwt', 'id_token', 'idToken'];
  const paths = (value, above = []) => value === null || typeof value !== 'object' ? []
    : Object.entries(value).flatMap(([name, inner]) => typeof inner === 'string' && names.includes(name)
      ? [[...above, name].join('.')] : paths(inner, [...above, name]));
  const told = async (url, text) => {
    try { await window.__servioVerifyTokenPaths(url, paths(JSON.parse(text))); } catch { /* it is no JSON */ }
  };
  const fetched = window.fetch;
  window.fetch = async function (input, init) {
    const answer = await fetched.apply(this, arguments);
    const method = init?.method ?? input?.method ?? 'GET';
    if (method.toUpperCase() === 'POST' && /json/.test(answer.headers.get('content-type') ?? ''))
      await told(answer.url, await answer.clone().text().catch(() => ''));
    return answer;
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method) {
    if (method.toUpperCase() === 'POST')
      this.addEventListener('load', () => told(this.responseURL, this.responseType in {'': 1, text: 1}
        ? this.responseText : JSON.stringify(this.response)));
    return open.apply(this, arguments);
  };
})()"""


def watch(context: BrowserContext) -> Mapping[str, list[str]]:
    """Note, from now on, in which paths of the JSON that answers a POST there is a token, by address."""
    seen: dict[str, list[str]] = {}

    def note(_source: object, url: str, paths: list[str]) -> None:
        seen.setdefault(url, []).extend(paths)

    context.expose_binding("__servioVerifyTokenPaths", note)
    context.add_init_script(_WATCH)
    return seen


def place(answer: Response, seen: Mapping[str, list[str]]) -> str:
    """Return the setting of where this answer has the token; empty where it has none that is known as one."""
    if paths := seen.get(answer.url):
        return paths[0]
    with suppress(Error):
        lines = [header["value"] for header in answer.headers_array() if header["name"].lower() == "set-cookie"]
        if named := session_cookie([line for each in lines for line in each.splitlines()]):
            return f"{COOKIE}{named}"
    return ""


def session_cookie(set_cookies: Iterable[str]) -> str:
    """Return the name of the first of these cookies that is a session's; empty where none is."""
    names = (line.partition("=")[0].strip() for line in set_cookies)
    return _PART.sub("", next((name for name in names if _SESSION.search(name)), ""))
