"""Builds that pages and answers named while the checks ran, noted by each process for the attestation.

Counted are documents, answers of the API, and what a page fetches from the web app without a file's name. Assets are
not: an old one, addressed by its own hash, is right where an old page asks for it, and a cache may keep it for years.
"""

import json
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from servio_verify.environments.model import Environment
from servio_verify.failures.ids import without_ids
from servio_verify.results.named_build import NamedBuild
from servio_verify.run import files
from servio_verify.traffic import build_source

CACHE_HEADERS = ("Age", "X-Cache", "CF-Cache-Status", "Via")
"""What tells that an answer came from a cache, and from whose."""

SERVICE_WORKER = "Service worker"
PATHS_KEPT = 5
_ASSETS = ("javascript", "css", "image/", "font", "audio/", "video/", "wasm", "manifest")
_PAGE = "text/html"


class BuildsSeen:
    """What one process saw of the builds of an environment."""

    def __init__(self, environment: Environment) -> None:
        self.named: dict[tuple[str, str], NamedBuild] = {}
        self._source = environment.build or ""
        self._path = environment.paths.at(build_source.path_for(self._source))
        self._origins = (("web", environment.web_url), ("api", environment.api_url))
        self._lock = threading.Lock()

    @property
    def in_header(self) -> bool:
        """Whether headers tell the build."""
        return self._source.startswith("header:")

    @property
    def in_pages(self) -> bool:
        """Whether the text of pages tells it."""
        return self._source.startswith("asset:")

    def note(self, answer: httpx.Response) -> None:
        """Take in an answer that has been read to its end."""
        url, kind = str(answer.request.url), answer.headers.get("content-type", "").lower()
        place = self._place(url, page=_PAGE in kind)
        counts = {
            "header": not any(asset in kind for asset in _ASSETS),
            "asset": place == "web" and _PAGE in kind and answer.is_success,
            "json": urlsplit(url).path == self._path,
        }
        if place and counts.get(self._source.partition(":")[0]):
            self._add(place, url, build_source.read(self._source, answer), answer.headers)

    def note_headers(self, url: str, headers: Mapping[str, str], *, page: bool, more: Mapping[str, str]) -> None:
        """Take in the headers of an answer that a browser got; `more` is known of it besides."""
        place = self._place(url, page=page)
        if place and (page or place == "api" or "." not in urlsplit(url).path.rpartition("/")[2]):
            response = httpx.Response(200, headers=httpx.Headers(dict(headers)))
            self._add(place, url, build_source.read(self._source, response), response.headers, more)

    def note_page(self, url: str, text: str, headers: Mapping[str, str]) -> None:
        """Take in the text of a page that a browser got."""
        if self._place(url, page=True) == "web":
            build = build_source.read(self._source, httpx.Response(200, text=text))
            self._add("web", url, build, httpx.Headers(dict(headers)))

    def _place(self, url: str, *, page: bool) -> str | None:
        """Return whose answer it is; of two origins that are one, pages are the web app's."""
        places = [place for place, origin in self._origins if f"{url}/".startswith(f"{origin}/")]
        return (places[0] if page else places[-1]) if places else None

    def _add(
        self, place: str, url: str, build: str | None, headers: httpx.Headers, more: Mapping[str, str] | None = None
    ) -> None:
        if not build:
            return
        now, path = time.time(), without_ids(urlsplit(url).path) or "/"
        with self._lock:
            before = self.named.get((place, build))
            if before is None:
                before = NamedBuild(origin=place, build=build, count=0, url=url.partition("?")[0], first=now, last=now)
            cache = {name: headers[name] for name in CACHE_HEADERS if name in headers} | dict(more or {})
            paths = dict.fromkeys((*before.paths, path))
            told = {"count": before.count + 1, "last": now, "cache": before.cache or cache}
            self.named[place, build] = before.model_copy(update=told | {"paths": tuple(paths)[:PATHS_KEPT]})


_seen: BuildsSeen | None = None


def follow(environment: Environment) -> None:
    """Begin to note what this process sees."""
    global _seen
    _seen = BuildsSeen(environment) if environment.build else None


def followed() -> BuildsSeen | None:
    """Return what is noted in this process; None where nothing is, or no build is told."""
    return _seen


def write(folder: Path, worker: str) -> None:
    """Hand over what this process saw."""
    named = [each.model_dump() for each in _seen.named.values()] if _seen else []
    with suppress(OSError):  # a full disk: the run's end says so
        files.write_atomically(folder / files.named(files.BUILDS, worker), json.dumps(named))


def take(folder: Path) -> tuple[NamedBuild, ...]:
    """Return what all processes saw, and remove their files."""
    found: dict[tuple[str, str], NamedBuild] = {}
    for path in sorted(folder.glob(files.BUILDS)):
        for told in json.loads(path.read_text(encoding="utf-8")):
            each = NamedBuild.model_validate(told)
            key = each.origin, each.build
            found[key] = _joined(found[key], each) if key in found else each
        path.unlink()
    return tuple(sorted(found.values(), key=lambda each: (each.origin, each.first)))


def _joined(one: NamedBuild, other: NamedBuild) -> NamedBuild:
    earlier, later = sorted((one, other), key=lambda each: each.first)
    return earlier.model_copy(
        update={
            "count": one.count + other.count,
            "last": max(one.last, other.last),
            "cache": earlier.cache or later.cache,
            "paths": tuple(dict.fromkeys((*earlier.paths, *later.paths)))[:PATHS_KEPT],
        }
    )
