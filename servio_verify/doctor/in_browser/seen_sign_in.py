"""A sign-in by the form, watched: where it leads, which request signs in, and where the session's token is."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import quote_plus, urlsplit

from playwright.sync_api import BrowserContext, Error, Page, Response

from servio_verify.browser.pages.login import LoginPage
from servio_verify.browser.recording.origins import origin_of
from servio_verify.doctor.in_browser import token_places
from servio_verify.doctor.proposal import Proposal, differs
from servio_verify.environments.layout.tables import WHERE_SIGN_IN_LEADS
from servio_verify.environments.model import Environment
from servio_verify.run.polling import wait_in

SETTLED_SECONDS = 0.8
"""An address that stays so long is where sign-in leads: some navigate three times."""

MOST_SECONDS = 5.0
MOST_TEXTS = 3
CALLS = ("fetch", "xhr")
_VENUES = re.compile(r"(/.+)/venues(?:/|$)")

_TEXTS = """() => [...document.querySelectorAll('nav a, nav button, [role="navigation"] a, aside a, header a')]
  .filter((element) => element.checkVisibility()).map((element) => element.innerText.trim())
  .filter((text) => text && text.length <= 24 && !text.includes('\\n'))"""


class SeenSignIn(NamedTuple):
    """What a sign-in showed. `landed` is a path, empty where the form did not lead on; `said` is an alert's text."""

    landed: str = ""
    request: str = ""
    status: int = 0
    token: str = ""
    texts: tuple[str, ...] = ()
    said: str = ""
    api: str = ""
    """What stands before `/venues` in what the signed-in page asks the API for; empty where it does not."""

    elsewhere: str = ""
    """The origin that the form signs in at, where that is neither of Servio's."""

    def proposal(self, environment: Environment, proposal: Proposal) -> Proposal:
        """Return the proposal with what this showed, where it is not the contract's."""
        paths = environment.paths
        if self.landed and paths.dashboard_is_told and self.landed != paths.dashboard:
            below = self.landed.startswith(f"{paths.dashboard}/")
            proposal = proposal if below else proposal.with_table("paths", dashboard=WHERE_SIGN_IN_LEADS)
        if self.request and self.request != paths.sign_in:
            proposal = proposal.with_table("paths", sign_in_api=self.request)
        proposal = self._with_api(proposal)
        if self.token and differs("sign_in", "token", self.token):
            proposal = proposal.with_table("sign_in", token=self.token)
        if self.texts and not set(environment.signed_in.texts) <= set(self.texts):
            proposal = proposal.with_table("signed_in", texts=list(self.texts[:MOST_TEXTS]))
        return proposal

    def _with_api(self, proposal: Proposal) -> Proposal:
        """Return the proposal with the API's base: what pages ask for tells it, else what signs in lets it guess."""
        if "api" not in proposal.unfound:
            return proposal
        if self.api:
            return proposal.with_table("paths", api=self.api).asking()
        base = re.match(r"(/.+)/auth/[^/?]+$", self.request) or re.match(r"(/api)/", self.request)
        return proposal.with_table("paths", api=base[1]) if base else proposal


def watch(context: BrowserContext, environment: Environment) -> SeenSignIn:
    """Sign in by the form, once, and return what was seen. Raises AssertionError where there is no form."""
    email, password = environment.credentials
    tokens = token_places.watch(context)
    page = context.new_page()
    sent: list[Response] = []
    asked: list[str] = []
    page.on("response", lambda answer: sent.append(answer) if _holds(answer, password) else None)
    page.on("request", lambda request: asked.append(request.url) if request.resource_type in CALLS else None)
    login = LoginPage(page).open()
    login.sign_in(email, password)
    _settle(page, environment.paths.login)
    path = urlsplit(page.url).path
    if path == environment.paths.login or login.password.is_visible():
        first = origin_of(sent[0].url) if sent else ""
        elsewhere = first if first not in ("", environment.web_url, environment.api_url) else ""
        return SeenSignIn(status=sent[0].status if sent else 0, said=_alert(login), elsewhere=elsewhere)
    return _of(sent[0] if sent else None, tokens, environment)._replace(
        landed=path,
        texts=tuple(dict.fromkeys(page.evaluate(_TEXTS))),
        api=next(_bases(asked, environment.api_url), ""),
    )


def _of(answer: Response | None, tokens: Mapping[str, list[str]], environment: Environment) -> SeenSignIn:
    """Return what the request that signed in tells; a form that is sent as a page is no API's."""
    if answer is None or answer.request.resource_type not in CALLS:
        return SeenSignIn()
    origin = origin_of(answer.url)
    if origin != environment.api_url:
        return SeenSignIn(elsewhere=origin if origin != environment.web_url else "")
    return SeenSignIn(request=_path_of(answer.url), token=token_places.place(answer, tokens))


def _bases(asked: Sequence[str], api_url: str) -> Iterator[str]:
    """Yield what stands before the venues in these addresses of the API."""
    for url in asked:
        if origin_of(url) == api_url and (found := _VENUES.match(urlsplit(url).path)):
            yield found[1]


def _settle(page: Page, login: str) -> None:
    """Wait until the address has left the sign-in page and stays, or an alert is shown."""
    last, since = page.url, time.monotonic()

    def settled() -> bool:
        nonlocal last, since
        if page.url != last:
            last, since = page.url, time.monotonic()
        stays = time.monotonic() - since >= SETTLED_SECONDS
        return stays and (urlsplit(last).path != login or bool(_alert(LoginPage(page))))

    wait_in(page, settled, MOST_SECONDS)


def _alert(login: LoginPage) -> str:
    with suppress(Error):  # it may be gone by now
        if login.alert.is_visible():
            return login.alert.inner_text().strip()[:80]
    return ""


def _holds(answer: Response, password: str) -> bool:
    """Return whether this answers the request that carried the password, however it was written."""
    body = answer.request.post_data or "" if answer.request.method == "POST" else ""
    return any(written in body for written in (json.dumps(password)[1:-1], quote_plus(password), password))


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
