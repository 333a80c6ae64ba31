"""Whether what answers is the Servio that the settings describe, or another application."""

import re
from collections.abc import Sequence

import httpx

from servio_verify.environments.model import Environment
from servio_verify.target.origins import Origin, Sighting, look_at

_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def found_instead(environment: Environment, origins: Sequence[Origin], seconds: float) -> str | None:
    """Return what is there instead of Servio, where every address of the contract but `/` is absent; else None.

    Absent is 404, or the page that the origin shows for every address. One address that is Servio's is enough to
    leave the rest to the checks.
    """
    if not all(_is_absent(origin.health, origin.root) for origin in origins):
        return None
    web, *_, api = origins
    login, venues = look_at([f"{environment.web_url}/login", f"{environment.api_url}/api/v1/venues"], seconds)
    if not (_is_absent(login, web.root) and _is_absent(venues, api.root)):
        return None
    absent = [*(origin.health for origin in origins), login, venues]
    paths = ", ".join(dict.fromkeys(sighting.url for sighting in absent))
    what = "answered 404" if all(map(_is_404, absent)) else "are 404 or one and the same page"
    return f"{web.root.url} {web.root.seen}{_named(web.root)}, but {paths} {what}"


def _is_absent(sighting: Sighting, root: Sighting) -> bool:
    if sighting.answer is None or sighting.who:
        return False
    if _is_404(sighting):
        return True
    same = root.answer is not None and _page(sighting.answer) == _page(root.answer)
    return sighting.answer.is_success and _page(sighting.answer) is not None and same


def _is_404(sighting: Sighting) -> bool:
    return sighting.status == httpx.codes.NOT_FOUND


def _page(answer: httpx.Response) -> str | None:
    """Return what makes two answers the same page: the title, or the text where there is none; None for no page."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return None
    return title_of(answer) or answer.text


def title_of(answer: httpx.Response) -> str:
    """Return the title of a page; empty where it has none, or is no page."""
    title = _TITLE.search(answer.text)
    return " ".join(title[1].split()) if title else ""


def _named(root: Sighting) -> str:
    words = title_of(root.answer)[:40] if root.answer is not None else ""
    return f' ("{words}")' if words else ""
