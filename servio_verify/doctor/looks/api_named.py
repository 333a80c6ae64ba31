"""The API that the pages themselves name, held against `api_url`."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from servio_verify.browser.recording.origins import is_kin, origin_of
from servio_verify.doctor.attempts import Deadline
from servio_verify.doctor.finding import NO_GO, SETTINGS, Finding, wrong
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.environments.model import PRODUCTION_HOSTS, Environment
from servio_verify.environments.origins import is_loopback
from servio_verify.target.described import other_api

MOST = 4
SECONDS = 3.0
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?")
_META = re.compile(r"<meta\b[^>]*\bapi\b[^>]*>", re.IGNORECASE)


def look(environment: Environment, web: OriginLook, sends_to: str, deadline: Deadline) -> tuple[Finding, str] | None:
    """Return a finding, and the address to set, where the pages name another API; None where they do not.

    `sends_to` is where the sign-in form sends a password; where that is not known, the pages' own words are taken.
    """
    own = (environment.web_url, environment.api_url)
    named = [sends_to] if sends_to else [*dict.fromkeys(named_by(web))][:MOST]
    if environment.api_url in named or sends_to in own:
        return None
    for url in named:
        if url in own or not (sends_to or is_kin(url, own) or is_loopback(urlsplit(url).hostname or "")):
            continue
        why = other_api.why_not_meant(environment, url, deadline.left(SECONDS))
        told = f"the pages ask {url}, and api_url is {environment.api_url}"
        if not why:
            return wrong("api_url", told, f'set api_url = "{url}"', SETTINGS), url
        if urlsplit(url).hostname in PRODUCTION_HOSTS or "says that it is" in why:
            advice = "if api_url is right, the build has another environment's address: mend NEXT_PUBLIC_API_URL"
            return wrong("api_url", f"{told}: {why}", advice, NO_GO), ""
    return None


def named_by(web: OriginLook) -> Iterator[str]:
    """Yield the origins that the home page names as its API's: in its policy, and in a `meta` for it."""
    home = web.at("/")
    if home is None:
        return
    policy = re.search(r"connect-src([^;]*)", home.headers.get("content-security-policy", ""))
    for text in (*_META.findall(home.text), policy[1] if policy else ""):
        yield from map(origin_of, _URL.findall(text))
