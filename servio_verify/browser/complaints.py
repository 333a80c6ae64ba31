"""Errors of a journey's pages, which fail it even where the journey itself went well."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

import httpx
import pytest

from servio_verify.api.http import open_client
from servio_verify.browser.recorder import Recorder, RefusedRequest
from servio_verify.environments.model import Environment
from servio_verify.results.failure_kinds import EXCHANGE, UNEXPLAINED
from servio_verify.results.ids import SEGMENT
from servio_verify.run import files
from servio_verify.run.identity import Run

RECORDERS = pytest.StashKey[list[Recorder]]()
EXPECTED = "expects_browser_errors"

_GONE = re.compile(
    r"(?:GET |Failed to load resource.* 404 .*\()"
    rf"\S+/venues/(?P<id>{SEGMENT})(?:[/?:][^)\s]*)?(?: answered 404|\))$"
)
"""In the recorder's words, and in the console's. The web app may ask its own server; a page's name has no digit."""


def as_failure(lines: Sequence[str]) -> BaseException:
    """Return the failure of a journey whose pages complained; the first request that was refused travels with it."""
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    first = "a request was refused" if isinstance(lines[0], RefusedRequest) else lines[0]
    failure = pytest.fail.Exception("\n".join([f"a page complained: {first}{more}", *lines]), pytrace=False)
    setattr(failure, EXCHANGE, next((line.exchange for line in lines if isinstance(line, RefusedRequest)), None))
    setattr(failure, UNEXPLAINED, True)  # which journey it was is what a reader asks first
    return failure


def complaints(item: pytest.Item, environment: Environment, run: Run) -> list[str]:
    """Return what the pages of this check complained about, less what the check expects and what is known noise."""
    expected = [str(pattern) for marker in item.iter_markers(EXPECTED) for pattern in marker.args]
    return unexcused(_all(item), environment, run, *expected)


def unexcused(lines: Iterable[str], environment: Environment, run: Run, *expected: str) -> list[str]:
    """Return the lines, each once, less what is expected, known noise, or about what others have deleted."""
    excused = re.compile("|".join([*expected, *environment.noise]) or r"(?!)")
    return [
        line
        for line in dict.fromkeys(lines)
        if not excused.search(line) and not _about_foreign_venue(line, environment, run)
    ]


def transcripts(item: pytest.Item) -> dict[str, str]:
    """Return the consoles and the requests of this check's browsers, for people to read."""
    recorders = item.stash.get(RECORDERS, [])
    return {
        "console": "\n\n".join("\n".join(recorder.console()) for recorder in recorders).strip(),
        "requests": "\n\n".join("\n".join(recorder.requests()) for recorder in recorders).strip(),
    }


def _all(item: pytest.Item) -> Iterable[str]:
    for recorder in item.stash.get(RECORDERS, []):
        yield from recorder.complaints()


def _about_foreign_venue(line: str, environment: Environment, run: Run) -> bool:
    """Whether a page only asked for a venue that another user has deleted meanwhile: the target is shared.

    Another worker of this run is another user, too.
    """
    if (asked := _GONE.match(line)) is None:
        return False
    ours = f'/venues/{asked["id"]}"'
    is_ours = any(ours in path.read_text() for path in run.folder.glob(files.named(files.JOURNALS, run.worker)))
    return not is_ours and not _is_there(asked["id"], environment, run)


def _is_there(venue_id: str, environment: Environment, run: Run) -> bool:
    """Whether the API has that venue; a browser may have made it, and then no journal knows its id yet."""
    with suppress(httpx.HTTPError), open_client(environment, run, environment.api_url) as client:
        return client.get(f"/api/v1/venues/{venue_id}").is_success
    return False
