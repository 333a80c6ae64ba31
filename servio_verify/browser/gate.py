"""What a gate before Servio wants of a browser: headers, certificate, cookies and storage, for Servio's origins only.

Playwright's own ways send headers to every host, or along with a redirect that leaves: here each request to one of the
origins is held for a moment, and given its headers (DevTools protocol, Fetch). Requests elsewhere are not touched.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page

from servio_verify.environments.gate.admission import Admission
from servio_verify.errors import UsageError

_STORE = """([origins, entries]) => {
    if (!origins.includes(location.origin)) return;
    for (const [name, value] of Object.entries(entries))
        if (localStorage.getItem(name) === null) localStorage.setItem(name, value);
}"""


class OtherBrowserError(UsageError):
    """A browser that cannot be given headers for some origins only."""


def context_options(admission: Admission, browser: str) -> dict[str, Any]:
    """Return the options of a new context. Raises OtherBrowserError."""
    options: dict[str, Any] = {}
    if admission.needs_headers:
        if browser != "chromium":
            raise OtherBrowserError(f"{browser} cannot send a gate's headers to Servio alone: run with chromium")
        options["service_workers"] = "block"  # what one fetches would lack the headers
    if shown := admission.certificate:
        key = {"certPath": str(shown.file), "keyPath": str(shown.key or shown.file)}
        if shown.password:
            key["passphrase"] = shown.password.get_secret_value()
        options["client_certificates"] = [{"origin": origin} | key for origin in admission.addresses]
    return options


def admit(context: BrowserContext, admission: Admission) -> None:
    """Have the context's pages carry what the gate wants."""
    if admission.cookies:
        pairs = [(name, value, url) for name, value in admission.cookies.items() for url in admission.addresses]
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value, url in pairs])
    if admission.storage:
        given = json.dumps([admission.addresses, dict(admission.storage)])
        context.add_init_script(f"({_STORE})({given})")
    if admission.needs_headers:
        on_each_page(context, lambda page: _hold(page, admission))


def on_each_page(context: BrowserContext, prepare: Callable[[Page], None]) -> None:
    """Prepare each page that the context opens from now on, before it loads anything; a popup as soon as it is seen."""
    open_page = context.new_page

    def new_page() -> Page:
        page = open_page()
        prepare(page)
        return page

    def popup(page: Page) -> None:
        with suppress(Error):  # it may be closed already
            if page.opener():
                prepare(page)

    context.new_page = new_page  # type: ignore[method-assign] # an event comes too late: the page would load already
    context.on("page", popup)


def _hold(page: Page, admission: Admission) -> None:
    session = page.context.new_cdp_session(page)

    def let_go(event: Mapping[str, Any]) -> None:
        request = event["request"]
        more = admission.headers_for(request["url"], request["headers"])
        replaced = {name.lower() for name in more}
        headers = {name: value for name, value in request["headers"].items() if name.lower() not in replaced} | more
        pairs = [{"name": name, "value": value} for name, value in headers.items()]
        with suppress(Error):  # the page may be gone
            session.send("Fetch.continueRequest", {"requestId": event["requestId"], "headers": pairs})

    session.on("Fetch.requestPaused", let_go)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": f"{origin}/*"} for origin in admission.addresses]})
