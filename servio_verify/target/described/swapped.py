"""The two addresses of an environment the wrong way round: the API where the web app is said to be, and vice versa."""

from collections.abc import Sequence

from servio_verify.environments.model import Environment
from servio_verify.failures.intermediary import is_envelope
from servio_verify.target.origins import Origin, Sighting, Sightings, look_at

ROOT_SECONDS = 1.0
"""How long the first page of what is said to be the API is waited for: the page of a web app is there by then."""


def swapped(
    environment: Environment, origins: Sequence[Origin], seconds: float, seen: Sightings | None = None
) -> str | None:
    """Return what shows that the addresses are swapped; None where nothing does.

    Only where the API shows a page at its root is anything asked besides: sign-in and venues of both.
    """
    api = origins[-1]
    if environment.web_url == environment.api_url or not api.root.done.wait(ROOT_SECONDS) or not is_page(api.root):
        return None
    web_url, api_url = environment.web_url, environment.api_url
    paths = [environment.paths.at(path) for path in ("/login", "/api/v1/venues")]
    urls = [f"{url}{path}" for url in (web_url, api_url) for path in paths]
    own_login, own_venues, login, venues = look_at(urls, seconds, seen)
    speaks_there = own_venues.answer is not None and is_envelope(own_venues.answer.text)
    speaks_here = venues.answer is not None and is_envelope(venues.answer.text)
    if is_page(login) and not is_page(own_login) and speaks_there and not speaks_here:
        return f"{login.url} is a page, and {own_venues.url} speaks as the API"
    return None


def is_page(sighting: Sighting) -> bool:
    """Return whether a page was answered, and with success."""
    answer = sighting.answer
    return answer is not None and answer.is_success and "html" in answer.headers.get("Content-Type", "")
