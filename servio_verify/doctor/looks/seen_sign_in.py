"""A sign-in by the form, watched: where it leads, which request signs in, and where the session's token is."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page, Response

from servio_verify.browser.pages.login import LoginPage
from servio_verify.browser.recording.origins import origin_of
from servio_verify.doctor.proposal import Proposal, differs
from servio_verify.environments.layout.tables import API, COOKIE, WHERE_SIGN_IN_LEADS
from servio_verify.environments.model import Environment
from servio_verify.run.polling import wait_in

SETTLED_SECONDS = 0.8
"""An address that stays so long is where sign-in leads: some navigate three times."""

MOST_SECONDS = 5.0
MOST_TEXTS = 3
_TOKENS = ("token", "access_token", "accessToken", "jwt", "id_token", "idToken")
_SESSION = re.compile(r"session|auth|token|sid|jwt", re.IGNORECASE)
_PART = re.compile(r"\.\d$")

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
    elsewhere: str = ""
    """The origin that the form signs in at, where that is neither of Servio's."""

    def proposal(self, environment: Environment, proposal: Proposal) -> Proposal:
        """Return the proposal with what this showed, where it is not the contract's."""
        paths = environment.paths
        if self.landed and self.landed != paths.dashboard:
            own = f"{self.landed}/".startswith(f"{paths.dashboard}/") and paths.dashboard_is_told
            proposal = proposal if own else proposal.with_table("paths", dashboard=WHERE_SIGN_IN_LEADS)
        if self.request and self.request != paths.sign_in:
            proposal = proposal.with_table("paths", sign_in_api=self.request)
            prefix = re.match(r"/api(?=/)", self.request)
            if prefix and "api" in proposal.unfound and paths.api == API:
                proposal = proposal.with_table("paths", api=prefix[0])
        if self.token and differs("sign_in", "token", self.token):
            proposal = proposal.with_table("sign_in", token=self.token)
        if self.texts and not set(environment.signed_in.texts) <= set(self.texts):
            proposal = proposal.with_table("signed_in", texts=list(self.texts[:MOST_TEXTS]))
        return proposal


def watch(context: BrowserContext, environment: Environment) -> SeenSignIn:
    """Sign in by the form, once, and return what was seen. Raises AssertionError where there is no form."""
    email, password = environment.credentials
    page = context.new_page()
    sent: list[Response] = []
    bodies: list[Any] = []

    def note(answer: Response) -> None:
        if _holds(answer, password):
            sent.append(answer)
            # Now, for it is gone with the page; and where the page does not read it, it never comes.
            with suppress(ValueError, Error):
                bodies.append(answer.json())

    page.on("response", note)
    login = LoginPage(page).open()
    login.sign_in(email, password)
    _settle(page, environment.paths.login)
    answer = sent[0] if sent else None
    path = urlsplit(page.url).path
    left = path != environment.paths.login and not login.password.is_visible()
    own = answer is not None and origin_of(answer.url) == environment.api_url
    is_own = answer is not None and origin_of(answer.url) in (environment.api_url, environment.web_url)
    return SeenSignIn(
        landed=path if left else "",
        request=_path_of(answer.url) if answer and own else "",
        status=answer.status if answer else 0,
        token=_token(answer, bodies) if answer and answer.ok and own else "",
        texts=tuple(dict.fromkeys(page.evaluate(_TEXTS))) if left else (),
        said="" if left else _alert(login),
        elsewhere=origin_of(answer.url) if answer and not is_own else "",
    )


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
    request = answer.request
    return request.method == "POST" and json.dumps(password)[1:-1] in (request.post_data or "")


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _token(answer: Response, bodies: Sequence[Any]) -> str:
    """Return the setting of where this answer has the token: a path in its JSON, or a cookie."""
    if path := next((path for body in bodies for path in _paths(body)), ""):
        return path
    with suppress(Error):
        cookies = [line.partition("=")[0].strip() for line in _set_cookies(answer)]
        if named := next((name for name in cookies if _SESSION.search(name)), ""):
            return f"{COOKIE}{_PART.sub('', named)}"
    return ""


def _set_cookies(answer: Response) -> Sequence[str]:
    return [header["value"] for header in answer.headers_array() if header["name"].lower() == "set-cookie"]


def _paths(value: Any, above: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict):
        for name in _TOKENS:
            if isinstance(value.get(name), str):
                yield ".".join((*above, name))
        for name, member in value.items():
            yield from _paths(member, (*above, name))
