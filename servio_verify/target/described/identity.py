"""Whether an origin is the one that the settings mean, by what its pages hold (`[identity]`)."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

import httpx

from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.run.marks import Part
from servio_verify.target.origins import Sightings
from servio_verify.traffic import connections

SECONDS = 3.0
SCRIPTS_MOST = 40
AT_ONCE = 8
VALUE_SHOWN = 40
VALUES_SHOWN = 3

_SCRIPT = re.compile(r"""<(?:script|link)\b[^>]*?\b(?:src|href)\s*=\s*["']([^"'<>]+?\.m?js(?:\?[^"'<>]*)?)["']""")


class OtherOriginError(InconclusiveError):
    """The pages are another environment's, or do not tell whose they are."""


def ask(environment: Environment, seen: Sightings) -> None:
    """Return where the pages hold what `[identity]` says, or where it says nothing; else raise OtherOriginError.

    Where the expression finds different things, whose the pages are is unclear, also where one of them is right.
    Looked at are the home page and the sign-in page, and the scripts of their own origin that they name. What comes is
    kept in `seen`.
    """
    wanted = environment.identity
    if wanted is None:
        return
    unseen: list[str] = []
    matches = (match for text in _texts(environment, seen, unseen) for match in re.finditer(wanted.page, text))
    found = list(dict.fromkeys(match[1] if match.re.groups else match[0] for match in matches))
    if found == [wanted.expected]:
        return
    said = " and ".join(repr(each[:VALUE_SHOWN]) for each in found[:VALUES_SHOWN])
    said = f"its pages say {said}" if found else f"nothing in its pages fits {wanted.page!r}"
    if unseen and not found:
        said = f"{' and '.join(unseen)}, and {said}"
    is_wrong = "may not be the one" if wanted.expected in found or unseen else "is not the one"
    raise OtherOriginError(
        f"{environment.web_url} {is_wrong} that {environment.name!r} means: {said}, "
        f"and [identity] says {wanted.expected[:VALUE_SHOWN]!r}; nothing was written"
    )


def _texts(environment: Environment, seen: Sightings, unseen: list[str]) -> Iterator[str]:
    """Yield the pages first, and then what they name; what could not be seen of the pages is added to `unseen`."""
    with (
        connections.client(Part.GUARD, verify=False, timeout=SECONDS, fresh=True) as client,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        failed: dict[str, str] = {}

        def fetch(url: str) -> tuple[str, str]:
            with suppress(httpx.HTTPError, httpx.InvalidURL):
                answer = client.get(url)
                seen.note(url, answer)
                if answer.is_server_error:
                    failed[url] = f"answers {answer.status_code}"
                return url, f"{answer.headers}\n{answer.text}"
            failed[url] = "does not answer"
            return url, ""

        pages = list(threads.map(fetch, [f"{environment.web_url}/", environment.web_url + environment.paths.login]))
        yield from (text for _, text in pages)
        unseen += [f"{urlsplit(url).path} {why}" for url, _ in pages if (why := failed.get(url))]
        own = sorted({script for url, text in pages for script in scripts(url, text, environment.web_url)})
        yield from (text for _, text in threads.map(fetch, own[:SCRIPTS_MOST]))


def scripts(url: str, text: str, origin: str) -> Iterator[str]:
    """Yield the addresses of the scripts of this origin that a page, at this address, names."""
    named = (urljoin(url, reference) for reference in _SCRIPT.findall(text))
    yield from (script for script in named if script.startswith(f"{origin}/"))
