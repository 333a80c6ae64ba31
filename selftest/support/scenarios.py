"""Scenarios for the front: what real gates, CDNs, widgets and balancers did (docs/verdict.md)."""

import itertools
import json
import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from selftest.support.front import Answer, Asked, DropError, Scenario, page_script

HTML = (("Content-Type", "text/html"),)
OLD_BUILD = "0ld0ld0ld0ld"
REFUSED = Answer(401, (*HTML, ("WWW-Authenticate", 'Basic realm="staging"')), b"<h1>401 Authorization Required</h1>")

BANNER = """
const bar = document.createElement('div');
bar.setAttribute('role', 'alert');
Object.assign(bar.style, {background: '#7a2e00', color: '#fff'});
bar.textContent = 'STAGING: data is reset every night';
document.body.prepend(bar);
"""
NEWSLETTER = """
const foot = document.createElement('footer');
foot.innerHTML = '<form action=/newsletter><label>Name <input name=name></label>'
  + '<label>News <input name=email type=email></label>'
  + ' <button type=submit>Subscribe</button></form>';
document.body.append(foot);
"""
CONSENT = """
if (!document.cookie.includes('consent=')) {
  const bar = document.createElement('div');
  bar.setAttribute('role', 'dialog');
  bar.setAttribute('aria-label', 'Cookies');
  Object.assign(bar.style, {position: 'fixed', inset: 0, background: '#eee', color: '#111', zIndex: 9999});
  bar.textContent = 'We use cookies. ';
  const ok = document.createElement('button');
  ok.type = 'button';
  ok.textContent = 'Accept all';
  ok.onclick = () => { document.cookie = 'consent=1;path=/'; bar.remove(); };
  bar.append(ok);
  document.body.append(bar);
}
"""

HELP = """
const help = document.createElement('p');
help.textContent = 'Once you read Venue created, guests can see it.';
document.body.append(help);
"""
NATIVE = """
new MutationObserver(() => document.querySelectorAll('form[novalidate]').forEach(form => { form.noValidate = false; }))
  .observe(document.body, {childList: true, subtree: true});
"""
ONE_LINE = """
const flat = () => document.querySelectorAll('ul.list > li:has(*)').forEach(entry => {
  entry.innerText = [...entry.children].map(part => part.textContent).join(' \\u00b7 ');
});
new MutationObserver(flat).observe(document.body, {childList: true, subtree: true});
"""

HOPS = """
const hops = Number(sessionStorage.getItem('hops'));
const hop = () => {
  if (location.pathname !== '/dashboard' || hops > 1) return;
  sessionStorage.setItem('hops', hops + 1);
  location.replace('/dashboard?hop=' + (hops + 1));
};
new MutationObserver(hop).observe(document.body, {childList: true, subtree: true});
"""
NOISE = """
const say = (text) => {
  const alert = document.createElement('div');
  alert.setAttribute('role', 'alert');
  alert.textContent = text;
  document.body.prepend(alert);
};
say('');
setTimeout(() => say('Connected'), 300);
const given = new AbortController();
fetch('/favicon.ico', {signal: given.signal}).catch(() => {});
given.abort();
"""

ACCOUNT_MENU = """
const wrap = () => document.querySelectorAll('button, a').forEach(exit => {
  if (exit.textContent.trim() !== 'Sign out' || exit.closest('details')) return;
  const menu = document.createElement('details');
  menu.append(Object.assign(document.createElement('summary'), {textContent: 'Account'}));
  exit.replaceWith(menu);
  menu.append(exit);
});
new MutationObserver(wrap).observe(document.body, {childList: true, subtree: true});
"""


def banner() -> Scenario:
    """A staging banner with `role=alert` on every page."""
    return page_script(BANNER)


def newsletter() -> Scenario:
    """A form in the footer of every page, with fields of the same names as Servio's own."""
    return page_script(NEWSLETTER)


def help_text() -> Scenario:
    """A text on every page that holds the words of a message."""
    return page_script(HELP)


def native_validation() -> Scenario:
    """Forms whose `required` fields the browser checks itself, in a bubble of its own."""
    return page_script(NATIVE)


def three_navigations() -> Scenario:
    """A dashboard that navigates twice more after signing in has led there."""
    return page_script(HOPS)


def noise() -> Scenario:
    """An empty alert, a banner that says that the page is connected, a prefetch that is given up."""
    return page_script(NOISE)


def account_menu() -> Scenario:
    """Sign out in a menu of the account, closed until it is pressed."""
    return page_script(ACCOUNT_MENU)


def one_line_lists() -> Scenario:
    """Lists that show an entry as one text: `<li>Name · Address</li>`."""
    return page_script(ONE_LINE)


def consent() -> Scenario:
    """A consent layer over every page until it is answered."""
    return page_script(CONSENT)


def stale(side: str, path: str, *, every: int = 1) -> Scenario:
    """A CDN that still has what the build before answered at a path; of several tasks, one in `every` is old."""
    asks = itertools.count()

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side != side or not re.fullmatch(path, asked.path.partition("?")[0]) or next(asks) % every:
            return answer
        old = answer.with_headers(x_servio_build=OLD_BUILD)
        old = old if every > 1 else old.with_headers(age="8335", x_cache="Hit from cdn")
        return Answer(old.status, old.headers, re.sub(rb"/assets/\w+/", f"/assets/{OLD_BUILD}/".encode(), old.body))

    return Scenario(after=after)


def stale_home() -> Scenario:
    """A CDN that still has the home page of the build before."""
    return stale("web", "/")


def old_service_worker() -> Scenario:
    """A service worker that keeps the pages of the build before."""
    worker = """
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => {
  if (event.request.mode === "navigate") event.respondWith(new Response(
    "<!doctype html><title>Servio</title>", {headers: {"content-type": "text/html", "x-servio-build": "%s"}}));
});
"""
    added = page_script("navigator.serviceWorker.register('/sw.js')")
    script = Answer(200, (("Content-Type", "text/javascript"),), (worker % OLD_BUILD).encode())
    return Scenario(lambda asked: script if asked.path == "/sw.js" else added.before(asked), added.after)


def spa_health() -> Scenario:
    """A single-page host: whatever path it does not know, `/health` too, is answered by index.html with 200."""
    page = Answer(200, HTML, b"<!doctype html><title>Servio</title><div id=root></div>")
    return Scenario(lambda asked: page if asked.side == "web" and asked.path in ("/health", "/ready") else None)


def cdn_timeout(status: int = 522) -> Scenario:
    """A CDN that does not reach the load balancer behind it."""
    page = Answer(status, (*HTML, ("Server", "cloudflare")), f"<title>{status}: Connection timed out</title>".encode())
    return Scenario(before=lambda _asked: page)


def cdn_timeout_later(status: int = 524) -> Scenario:
    """A CDN that reaches Servio, but not for the dashboard of a browser."""
    page = Answer(status, (*HTML, ("Server", "cloudflare")), f"<title>{status}: A timeout occurred</title>".encode())

    def before(asked: Asked) -> Answer | None:
        return page if asked.path == "/dashboard" and "Mozilla" in asked.headers.get("user-agent", "") else None

    return Scenario(before)


def access_gate() -> Scenario:
    """An access proxy: without the service token's two headers it leads to a sign-in page of its own."""

    def before(asked: Asked) -> Answer | None:
        if asked.headers.get("x-access-client-id") == "ci" and asked.headers.get("x-access-client-secret"):
            return None
        if asked.path.startswith("/cdn-cgi/"):
            return Answer(200, HTML, b"<title>Sign in - Access</title><form><input name=mail></form>")
        to = f"{asked.front['web']}/cdn-cgi/access/login/staging?redirect_url=%2F"
        return Answer(302, (("Location", to), ("WWW-Authenticate", "Cloudflare-Access")))

    return Scenario(before)


def basic_gate() -> Scenario:
    """A gate of basic authentication before both origins."""
    return Scenario(lambda asked: None if "basic" in asked.headers.get("authorization", "").lower() else REFUSED)


def late_gate(after: int = 20) -> Scenario:
    """A gate of basic authentication that is put up under way, so many requests after the first sign-in."""
    since: list[Asked] = []

    def before(asked: Asked) -> Answer | None:
        if since or asked.path.endswith("/auth/login"):
            since.append(asked)
        return REFUSED if len(since) > after else None

    return Scenario(before)


def api_gate() -> Scenario:
    """A gate of basic authentication before the API alone."""
    return Scenario(lambda asked: REFUSED if asked.side == "api" else None)


def own_gate(path: str = "/api/v1/venues") -> Scenario:
    """A route that asks for basic authentication by mistake, beside others that do not."""
    return Scenario(lambda asked: REFUSED if asked.path.partition("?")[0] == path else None)


def cdn_limit() -> Scenario:
    """A CDN's own page for who asks too often, before the API's data."""
    page = Answer(429, (*HTML, ("Server", "cloudflare")), b"<title>Access denied</title>Error 1015: being rate limited")
    return Scenario(lambda asked: page if asked.side == "api" and asked.path.startswith("/api/") else None)


def health_elsewhere() -> Scenario:
    """A sign-on of an unknown maker that leads every client without a session to a host of its own."""
    away = Answer(302, (("Location", "https://sso.example.com/start"),))
    return Scenario(lambda asked: away if asked.path == "/health" else None)


def production_behind_filter() -> Scenario:
    """A filter before `/health` alone, on something that says everywhere else that it is production."""
    refused = Answer(403, HTML, b"<h1>403 Forbidden</h1>")

    def after(_asked: Asked, answer: Answer) -> Answer:
        return answer if answer is refused else answer.with_headers(x_environment="production")

    return Scenario(lambda asked: refused if asked.path == "/health" else None, after)


def silent_filter() -> Scenario:
    """A filter without a known sign that refuses every address of the API."""
    refused = Answer(403, HTML, b"<h1>403 Forbidden</h1>")
    return Scenario(lambda asked: refused if asked.side == "api" else None)


def other_application(page: bool = False) -> Scenario:
    """An application that has none of the contract's addresses; with `page` it shows its own page for each of them."""
    home = Answer(200, HTML, b"<!doctype html><title>Bistro</title><div id=root></div>")
    absent = Answer(404, HTML, b"<!doctype html><title>Not found</title>")
    return Scenario(lambda asked: home if page or asked.path == "/" else absent)


def bot_filter() -> Scenario:
    """A filter that refuses clients that are no browser."""
    refused = Answer(
        403, (*HTML, ("Server", "cloudflare"), ("cf-mitigated", "challenge")), b"<title>Just a moment</title>"
    )
    return Scenario(lambda asked: None if "mozilla" in asked.headers.get("user-agent", "").lower() else refused)


def only_home(status: int = 404) -> Scenario:
    """A host with the web app's home page and health, and no other path of the contract; so it is for the checks.

    With status 200, it is a single-page host's one page for every address. The answers keep the headers of those that
    they stand for, so that nothing but status and body gives them away.
    """
    page = b"<!doctype html><html lang=en><title>Servio</title><h1>There is nothing here</h1>"

    def after(asked: Asked, answer: Answer) -> Answer:
        whose = asked.headers.get("user-agent", "")
        for_a_check = "(checks;" in whose or "Mozilla" in whose
        if not for_a_check or (asked.side == "web" and asked.path in ("/", "/health")):
            return answer
        kept = tuple((name, value) for name, value in answer.headers if name.lower() != "content-type")
        return Answer(status, (*kept, *HTML), page)

    return Scenario(after=after)


def hangs_up_on_dotenv(*, first: int = 1_000_000) -> Scenario:
    """A server that hangs up on whoever asks for `/.env`, the `first` so many times."""
    left = [first]

    def before(asked: Asked) -> Answer | None:
        if asked.side == "web" and asked.path.startswith("/.env") and left[0] > 0:
            left[0] -= 1
            raise DropError
        return None

    return Scenario(before)


def hangs_up_on_all_but_health() -> Scenario:
    """A web app that hangs up on every page: `/.env` is not refused, nobody looked."""

    def before(asked: Asked) -> Answer | None:
        if asked.side == "web" and asked.path != "/health":
            raise DropError
        return None

    return Scenario(before)


def maintenance(status: int = 200) -> Scenario:
    """A maintenance page at every address."""
    page = Answer(status, HTML, b"<title>Down for maintenance</title><h1>We will be back soon</h1>")
    return Scenario(lambda _asked: page)


def portal(status: int = 511) -> Scenario:
    """A captive portal, or a proxy that wants a password (407)."""
    return Scenario(lambda _asked: Answer(status, HTML, b"<title>Network sign-in</title>"))


def drop_one() -> Scenario:
    """A kept connection that is closed just as a request for menus comes, once."""
    dropped = threading.Event()

    def before(asked: Asked) -> Answer | None:
        is_meant = asked.side == "api" and asked.method == "GET" and "/menus/" in asked.path and asked.kept
        if is_meant and not dropped.is_set():
            dropped.set()
            raise DropError
        return None

    return Scenario(before)


def sign_in_lockout(allowed: int = 3) -> Scenario:
    """Sign-ins that are refused with 429 from the fourth on."""
    lock, count = threading.Lock(), [0]
    body = {
        "success": False,
        "error": {"code": "RATE_LIMIT_EXCEEDED", "message": "Too many attempts. Please try again later."},
        "meta": {"timestamp": "2026-11-28T00:00:00Z", "requestId": "r", "version": "1"},
    }

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side != "api" or asked.method != "POST" or not asked.path.endswith("/auth/login"):
            return answer
        with lock:
            count[0] += 1
            if count[0] <= allowed:
                return answer
        kept = tuple((name, value) for name, value in answer.headers if name.lower() != "set-cookie")
        return Answer(429, (*kept, ("Retry-After", "900")), json.dumps(body).encode())

    return Scenario(after=after)


def small_pages(most: int = 20) -> Scenario:
    """An API that refuses a larger limit than this to whoever is no browser."""
    error = {"code": "VALIDATION_ERROR", "message": f"limit: at most {most}", "details": None}
    meta = {"timestamp": "2026-11-28T00:00:00Z", "requestId": "r", "version": "1"}
    body = json.dumps({"success": False, "error": error, "meta": meta}).encode()

    def before(asked: Asked) -> Answer | None:
        limit = parse_qs(urlsplit(asked.path).query).get("limit", ["1"])[0]
        browser = "mozilla" in asked.headers.get("user-agent", "").lower()
        return None if browser or int(limit) <= most else Answer(400, (("Content-Type", "application/json"),), body)

    return Scenario(before)


def lists_fail_for_tools() -> Scenario:
    """An API whose searches fail for whoever is no browser: what a run made cannot be found again."""
    meta = {"timestamp": "2026-11-28T00:00:00Z", "requestId": "r", "version": "1"}
    error = {"code": "INTERNAL_ERROR", "message": "the index is broken", "details": None}
    body = json.dumps({"success": False, "error": error, "meta": meta}).encode()

    def before(asked: Asked) -> Answer | None:
        browser = "mozilla" in asked.headers.get("user-agent", "").lower()
        fails = "search=sv-2" in asked.path and not browser
        return Answer(500, (("Content-Type", "application/json"),), body) if fails else None

    return Scenario(before)


def search_lag(seconds: float = 60, *, also_lists: bool = False) -> Scenario:
    """A search index that is late: what is new is not found by its name for so long; lists too, where asked for."""

    def after(asked: Asked, answer: Answer) -> Answer:
        late = "search=" in asked.path or (also_lists and asked.path.startswith("/api/v1/venues"))
        if asked.side != "api" or asked.method != "GET" or not late or answer.status != 200:
            return answer
        if not isinstance(json.loads(answer.body)["data"], list):
            return answer
        body: dict[str, Any] = json.loads(answer.body)
        youngest = datetime.now(UTC) - timedelta(seconds=seconds)
        kept = [item for item in body["data"] if datetime.fromisoformat(item["createdAt"]) < youngest]
        pagination = body.get("pagination", {}) | {"total": len(kept), "totalPages": min(len(kept), 1)}
        return Answer(200, answer.headers, json.dumps(body | {"data": kept, "pagination": pagination}).encode())

    return Scenario(after=after)


def miscounts(times: int = 3) -> Scenario:
    """A list of venues that was read just before somebody made one, and its total just after, so many times."""
    left = [times]

    def after(asked: Asked, answer: Answer) -> Answer:
        for_a_check = "(checks;" in asked.headers.get("user-agent", "")
        if not for_a_check or asked.side != "api" or asked.path != "/api/v1/venues" or left[0] < 1:
            return answer
        left[0] -= 1
        body: dict[str, Any] = json.loads(answer.body)
        few = body["data"][:5]
        counted = body["pagination"] | {"total": len(few) + 1, "totalPages": 1}
        return Answer(answer.status, answer.headers, json.dumps(body | {"data": few, "pagination": counted}).encode())

    return Scenario(after=after)


def failing_script() -> Scenario:
    """An analytics script of a third party to which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return _with_script(f"http://127.0.0.1:{closed.getsockname()[1]}", "async")


def hanging_script(*, blocking: bool = False) -> Scenario:
    """A script of a third party that takes the connection and never answers; `blocking` where it is not `async`."""
    hole = socket.create_server(("127.0.0.1", 0), backlog=128)
    held: list[socket.socket] = []

    def accept() -> None:
        while True:
            held.append(hole.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    return _with_script(f"http://127.0.0.1:{hole.getsockname()[1]}", "" if blocking else "async")


def _with_script(at: str, how: str) -> Scenario:
    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side != "web":
            return answer
        headers = tuple(
            (
                name,
                value.replace("script-src", f"script-src {at}") if name.lower() == "content-security-policy" else value,
            )
            for name, value in answer.headers
        )
        tag = f'<script {how} src="{at}/a.js"></script></body>'.encode()
        return Answer(answer.status, headers, answer.body.replace(b"</body>", tag))

    return Scenario(after=after)


def says_environment(word: str = "production") -> Scenario:
    """A staging whose `/health` tells `NODE_ENV`."""

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side == "api" and asked.path == "/health" and answer.status == 200:
            body = {"status": "ok", "environment": word}
            return Answer(200, (*answer.headers, ("Content-Type", "application/json")), json.dumps(body).encode())
        return answer

    return Scenario(after=after)


def words_apart() -> Scenario:
    """Return a scenario in which a search for venues finds what has one of its words, as a match query does."""

    def before(asked: Asked) -> Answer | None:
        wanted = parse_qs(urlsplit(asked.path).query).get("search")
        if asked.side != "api" or urlsplit(asked.path).path != "/api/v1/venues" or not wanted:
            return None
        whole = httpx.get(f"{asked.front['api']}/api/v1/venues?limit=100").json()
        words = set(re.findall(r"\w+", wanted[0]))
        found = [venue for venue in whole["data"] if words & {*re.findall(r"\w+", venue["name"])}]
        counts = {"page": 1, "limit": 20, "total": len(found), "totalPages": -(-len(found) // 20)}
        body = json.dumps(whole | {"data": found[:20], "pagination": counts})
        return Answer(200, (("Content-Type", "application/json"),), body.encode())

    return Scenario(before)


def empty_lists_of_others() -> Scenario:
    """Return a scenario in which another account's list of orders is empty, as row-level security has it."""

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side != "api" or asked.method != "GET" or answer.status not in (403, 404):
            return answer
        if not re.fullmatch(r"/api/v1/venues/[^/]+/orders(?:\?.*)?", asked.path):
            return answer
        refused = json.loads(answer.body)
        counts = {"page": 1, "limit": 20, "total": 0, "totalPages": 0}
        body = {"success": True, "data": [], "pagination": counts, "meta": refused["meta"]}
        return Answer(200, answer.headers, json.dumps(body).encode())

    return Scenario(after=after)


def closed_readiness() -> Scenario:
    """Return a scenario in which the balancer shows readiness to nobody outside."""
    page = Answer(403, HTML, b"<html><h1>403 Forbidden</h1><center>nginx</center></html>")
    return Scenario(lambda asked: page if asked.side == "api" and asked.path == "/ready" else None)
