"""A load that a rate limit of the target does not allow is refused beforehand, or run at the pace that fits."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from selftest.support.background import in_thread
from selftest.support.load_runs import NOBODY, Place, serving
from selftest.support.load_samples import STEPS, made
from selftest.support.processes import ROOT, servio, settings_of
from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.load.lifecycle import limits
from servio_verify.load.lifecycle.limit_looks import Held, LimitLooks
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run.journal import Journal

pytestmark = pytest.mark.measures_nothing

Lines = Sequence[str]
Answers = Callable[[str, int], tuple[int, Lines]]
"""Given the path and how often it was asked for before: status and header lines."""


@contextmanager
def target(answers: Answers) -> Iterator[str]:
    """Serve on this machine what is announced."""
    asked: dict[str, int] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, lines = answers(self.path, asked.get(self.path, 0))
            asked[self.path] = asked.get(self.path, 0) + 1
            self.send_response_only(status)
            for line in (*lines, "Content-Length: 0"):
                self.send_header(*line.split(": ", 1))
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def profile(**more: object) -> Profile:
    """Ten users for nine seconds, one request a second each: up to 90 requests, 10 in any second."""
    steps = [STEPS[0] | {"seconds": 0.5, "users": 10}, STEPS[1] | {"seconds": 9.5, "users": 10}]
    return made(**({"stages": steps, "think": 1.0} | more))


def seen(url: str, wanted: Profile, wait: float = 0, **file: object) -> list[Held]:
    environment = Environment.model_validate({"name": "trial", "web_url": url, "api_url": url, "load": True, **file})
    looks = LimitLooks(environment, 90, wait)
    looks.look(WorkOrder(wanted, "trial", url, url), wanted.journeys)
    return [*limits.declared(environment), *looks.held]


def held_against(lines: Lines, wanted: Profile, *, status: int = 200, wait: float = 0, **file: object) -> None:
    with target(lambda *_: (status, lines)) as url:
        known = seen(url, wanted, wait, **file)
    assert limits.within(wanted, known, fit=False, wait=wait) == (wanted, None)


FITS = {
    "100 a second by its Reset": ("X-RateLimit-Limit: 100", "X-RateLimit-Reset: 1"),
    "10 a second": ("RateLimit-Policy: 10;w=1",),
    "10 a second by its Reset": ("x-ratelimit-limit: 10", "x-ratelimit-reset: 1"),
    "90 in 15 minutes": ("X-RateLimit-Limit: 90", "X-RateLimit-Reset: 900"),
    "slowapi: Retry-After on a 200": ("X-RateLimit-Limit: 90", "Retry-After: 900"),
    "nestjs, both": ("X-RateLimit-Limit-short: 10", "X-RateLimit-Reset-short: 1", "X-RateLimit-Limit-long: 90",
                     "X-RateLimit-Reset-long: 900"),
    "no limit": (),
}  # fmt: skip
EXCEEDS = {
    "9 a second": (("RateLimit-Policy: 9;w=1",), "9 requests in 1 s, and profile 'made' makes up to 10 there"),
    "9 a second by its Reset": (("x-ratelimit-limit: 9", "x-ratelimit-reset: 1"), "9 requests in 1 s"),
    "89 in 15 minutes": (("RateLimit: limit=89, remaining=88, reset=900",), "89 requests in 900 s.* up to 90 there"),
    "50 a minute, in lower case": (("ratelimit-limit: 50", "ratelimit-reset: 60"), "50 requests in 60 s"),
    "the long one of two": (("X-RateLimit-Limit-short: 50", "X-RateLimit-Reset-short: 1", "X-RateLimit-Limit-long: 60",
                             "X-RateLimit-Reset-long: 60"), "in x-ratelimit-limit-long 60 requests in 60 s"),
    "the second line of draft 8": (('RateLimit-Policy: "100-in-15min"; q=100; w=900',
                                    'RateLimit-Policy: "5-in-1sec"; q=5; w=1'), "5 requests in 1 s"),
}  # fmt: skip


@pytest.mark.parametrize("lines", FITS.values(), ids=FITS)
def test_a_limit_that_the_profile_keeps_refuses_nothing(lines: Lines) -> None:
    held_against(lines, profile())


@pytest.mark.parametrize(("lines", "said"), EXCEEDS.values(), ids=EXCEEDS)
def test_a_limit_is_held_against_its_own_window(lines: Lines, said: str) -> None:
    with pytest.raises(InconclusiveError, match=rf"{said}.*it fits with .*think = "):
        held_against(lines, profile())


def test_a_target_that_is_well_and_does_not_answer_is_told_as_whose_turn_it_is() -> None:
    with pytest.raises(
        InconclusiveError, match=r"was not answered \(.*refused.*\), before the load: health is well: see"
    ):
        seen(NOBODY, profile())


@pytest.mark.parametrize("status", [403, 429])
def test_a_refusal_announces_too(status: int) -> None:
    after = ("Retry-After: 1", "RateLimit-Policy: 9;w=1")
    with target(lambda _, asked: (200 if asked else status, after)) as url:
        known = seen(url, profile(), wait=5)
    assert [(held.limit.requests, held.limit.window) for held in known] == [(9, 1)]


def test_of_two_windows_only_the_one_that_has_begun_anew_is_as_long_as_what_is_left() -> None:
    lines = ("X-RateLimit-Limit-short: 9", "X-RateLimit-Reset-short: 1", "X-RateLimit-Limit-long: 80",
             "X-RateLimit-Reset-long: 19")  # fmt: skip
    with target(lambda *_: (200, lines)) as url:
        known = seen(url, profile())
    assert [(held.limit.requests, held.limit.window) for held in known] == [(9, 1), (80, 60)]


def test_a_target_that_throttles_already_is_told_or_waited_for() -> None:
    with pytest.raises(
        InconclusiveError, match=r"answers 429 before the load has begun: run it in 40 s, or with --wait"
    ):
        held_against(("Retry-After: 40",), profile(), status=429)
    with target(lambda _, asked: (200 if asked else 429, ["Retry-After: 1"] * (not asked))) as url:
        assert seen(url, profile(), wait=5) == []
    with pytest.raises(InconclusiveError, match=r"answers 429 before the load has begun$"):
        held_against((), profile(), status=429)


def test_a_window_that_is_used_up_is_told_or_waited_for() -> None:
    used = ("X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 80", "X-RateLimit-Reset: 600")
    with pytest.raises(
        InconclusiveError, match=r"of which 80 are left for (600|599) s, and .* 90 by then: run it after that"
    ):
        held_against(used, profile())
    held_against(used, profile(), wait=601)
    held_against((used[0], "X-RateLimit-Remaining: 90", used[2]), profile())


@pytest.mark.parametrize(
    ("left", "counted"), [((99, 98), [("home", "browse_venues")]), ((99, 99), [("home",), ("browse_venues",)])]
)
def test_what_is_left_shows_which_journeys_are_counted_together(
    left: tuple[int, int], counted: list[tuple[str, ...]]
) -> None:
    remaining = {"/": left[0], "/api/v1/venues": left[1]}
    policy = "RateLimit-Policy: 100;w=60"
    with target(lambda path, _: (200, (policy, f"RateLimit: limit=100, remaining={remaining[path]}, reset=60"))) as url:
        known = seen(url, profile(journeys={"home": 1, "browse_venues": 1}))
    assert [held.journeys for held in known] == counted


def test_a_limit_of_the_api_does_not_count_pages_that_announce_none() -> None:
    half = profile(journeys={"home": 3, "browse_venues": 1})
    with target(lambda path, _: (200, ["RateLimit-Policy: 60;w=60"] * (path != "/"))) as url:
        known = seen(url, half)
    assert limits.within(half, known, fit=False, wait=0) == (half, None)


def test_declared_limits_are_held_against_it_too() -> None:
    browsing = profile(journeys={"browse_venues": 3, "sign_in": 1})
    with pytest.raises(InconclusiveError, match=r"trial declares \[limits\] sign_ins_per_minute: 12 requests in 60 s"):
        held_against((), browsing, limits={"sign_ins_per_minute": 12, "requests_per_minute": 100})
    with pytest.raises(InconclusiveError, match="requests_per_minute: 30 requests"):
        held_against((), browsing, limits={"requests_per_minute": 30})
    held_against((), browsing, limits={"sign_ins_per_minute": 34, "requests_per_minute": 90})


def policy(requests: int, window: int) -> list[Held]:
    with target(lambda *_: (200, (f"RateLimit-Policy: {requests};w={window}",))) as url:
        return seen(url, profile())


@pytest.mark.parametrize(
    ("requests", "window", "users", "think"),
    [(89, 60, 10, 1.13), (45, 60, 10, 2.25), (12, 60, 3, 2.25), (9, 1, 9, 1.0)],
)
def test_the_pace_that_fits_has_longer_pauses_and_then_fewer_users(
    requests: int, window: int, users: int, think: float
) -> None:
    known = policy(requests, window)
    lighter, left_out = limits.within(profile(), known, fit=True, wait=0)
    assert max(limits.Load(lighter, 0).factor(held) for held in known) <= 1
    assert (lighter.name, lighter.peak) == ("made-fitted", users)
    assert lighter.pause == pytest.approx(think, abs=0.01)
    assert "the load that profile 'made' promises: it ran with" in (left_out or "")


def test_where_no_pace_fits_that_is_said() -> None:
    with pytest.raises(InconclusiveError, match="no pace fits"):
        limits.within(profile(), policy(1, 60), fit=True, wait=0)


def test_a_limit_on_signing_in_is_seen_before_the_load_and_nothing_is_left(here: Place) -> None:
    more = "[journeys]\nhome = 1\nsign_in = 1\n"
    with servio("servio_sandbox", "--json", "--sign-in-limit", "5") as told:
        account = {key: value for key, value in settings_of(told).items() if "URL" not in key}
        url = {"SERVIO_API_URL": told["api_url"]}
        ended = here.run_profile(told["web_url"], here.profile(more=more), "--wait", "0", **account, **url)
    assert ended.code == 10, ended.output
    assert re.search(r"POST \S+/api/v1/auth/login announces in x-ratelimit-limit 5 requests in 60 s", ended.errors)
    journal = Journal.read(ended.folder / "journal-load.jsonl")
    assert (journal.left, journal.open) == ([], 0)


def test_a_run_that_is_fitted_keeps_the_limit_and_says_what_it_left_out(
    here: Place, clean_environ: dict[str, str], tmp_path: Path
) -> None:
    lines = ('RateLimit-Policy: "150-in-1min"; q=150; w=60; pk=:YjFhN2Q2ZjM=:', 'RateLimit: "150-in-1min"; r=149; t=60')
    name = here.profile(gates='["p95 < 5 s on run"]')
    chosen = here.root / "profiles" / f"{name}.toml"
    with serving(announce_lines=lines) as served:
        place = {"SERVIO_WEB_URL": served.url, "SERVIO_API_URL": served.url}
        command = [sys.executable, "-m", "pytest", "tests/load", "--profile", str(chosen), "--fit-limits"]
        ended = subprocess.run(
            command, cwd=ROOT, env=clean_environ | place, capture_output=True, text=True, timeout=90, check=False
        )
    (run,) = (tmp_path / "runs").glob("2*")
    verdict: dict[str, Any] = json.loads((run / "verdict.json").read_text())
    report: dict[str, Any] = json.loads((run / "load/load.json").read_text())
    assert 0 < sum(served.truth["runs"].values()) <= 150
    assert (ended.returncode, verdict["verdict"]) == (0, "GO"), ended.stdout
    assert report["profile"]["name"] == "brief-fitted"
    line, *_ = report["not_covered"]
    said = r"the load that profile 'brief' promises: it ran with .*think = \S+ instead of .*think = 0.05, because"
    assert re.match(said, line)
    assert line in verdict["not_covered"]
    assert f"not covered: {line}" in (run / "load/load.txt").read_text()
