"""Errors of a journey's pages, which fail it even where the journey itself went well."""

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

import httpx
import pytest
from playwright.sync_api import Request

from servio_verify.browser.recording.recorder import Recorder
from servio_verify.browser.recording.sent import RefusedRequest, is_of_a_document, is_write, leaks_in
from servio_verify.environments.model import Environment
from servio_verify.failures.failure_kinds import EXCHANGE, UNEXPLAINED
from servio_verify.failures.ids import SEGMENT
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.secrets import second_factor
from servio_verify.traffic.http import open_client

RECORDERS = pytest.StashKey[list[Recorder]]()
EXPECTED = "expects_browser_errors"

_GONE = re.compile(
    r"(?:GET |Failed to load resource.* (?:404|5\d\d) .*\()"
    rf"\S+/venues/(?P<id>{SEGMENT})(?:[/?:][^)\s]*)?(?: answered (?:404|(?P<error>5\d\d))|\))$"
)
"""In the recorder's words, and in the console's. The web app may ask its own server; a page's name has no digit."""

_SERVER_ERROR = re.compile(r"answered 5\d\d$")


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
    found = unexcused(_all(item), environment, run, *expected)
    # The first request that was refused tells the kind: where nothing worse was answered, throttling explains the rest.
    worse = any(_SERVER_ERROR.search(line) for line in found)
    return found if worse else sorted(found, key=lambda line: not line.endswith("answered 429"))


def leaks(item: pytest.Item, environment: Environment) -> list[str]:
    """Return the secrets that came to this check's browsers with what their pages sent, and with pages still there."""

    def wanted(request: Request) -> bool:
        return is_write(request) or is_of_a_document(request)

    sent = (one for recorder in item.stash.get(RECORDERS, []) for one in recorder.sent(wanted))
    return leaks_in(sent, environment)


def unexcused(lines: Iterable[str], environment: Environment, run: Run, *expected: str) -> list[str]:
    """Return the lines, each once, less what is expected, known noise, or about what others have deleted."""
    excused = re.compile("|".join([*expected, *environment.noise, *_questions(environment)]) or r"(?!)")
    return [
        line
        for line in dict.fromkeys(lines)
        if not excused.search(line) and not _about_foreign_venue(line, environment, run)
    ]


def _questions(environment: Environment) -> list[str]:
    """Return what a browser says where a sign-in asks for a code: to it, that is an error."""
    login = re.escape(environment.paths.sign_in)
    return [rf"\b40[013]\b.*{login}|{login} answered 40[013]$"] if second_factor.is_kept() else []


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
    if any(ours in path.read_text() for path in run.folder.glob(files.named(files.JOURNALS, run.worker))):
        return False
    # A 5xx is wrong for what is gone too, but no fault of this journey: other checks ask the API for it.
    return _is_gone(asked["id"], environment, run, proof=bool(asked["error"]))


def _is_gone(venue_id: str, environment: Environment, run: Run, *, proof: bool) -> bool:
    """Whether a worker of this run has deleted that venue, or the API does not have it.

    Where `proof` is wanted, an error of the API is none.
    """
    deleted = json.dumps({"step": "deleted", "path": f"/venues/{venue_id}"})
    if any(deleted in path.read_text() for path in run.folder.glob(files.JOURNALS)):
        return True
    with suppress(httpx.HTTPError), open_client(environment, run, environment.api_url) as client:
        answer = client.get(environment.paths.at(f"/api/v1/venues/{venue_id}"))
        return not answer.is_success and not (proof and answer.is_server_error)
    return not proof
