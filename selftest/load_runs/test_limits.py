"""A load that a rate limit of the target does not allow is refused beforehand, or run at the pace that fits."""

import re

import pytest

from selftest.support.load_runs import Place, serving
from selftest.support.load_samples import STEPS, made
from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.load.lifecycle import limits
from servio_verify.load.plan.profile import Profile

pytestmark = pytest.mark.measures_nothing

DRAFT_8 = ('RateLimit-Policy: "60-in-1min"; q=60; w=60; pk=:YjFhN2Q2ZjM=:', 'RateLimit: "60-in-1min"; r=59; t=60')
"""What express-rate-limit announces with draft 8."""


def profile(**more: object) -> Profile:
    """Ten users for ten seconds, one request a second each: up to 100 requests, 10 in any second."""
    steps = [STEPS[0] | {"seconds": 1, "users": 10}, STEPS[1] | {"seconds": 9, "users": 10}]
    return made(stages=steps, think=1.0, **more)


def held_against(lines: tuple[str, ...], wanted: Profile, **file: object) -> None:
    with serving(announce_lines=lines) as target:
        environment = Environment.model_validate(
            {"name": "trial", "web_url": target.url, "api_url": target.url, "load": True, **file}
        )
        assert limits.within(environment, wanted, fit=False) is wanted


FITS = {
    "100 a second by its Reset": ("X-RateLimit-Limit: 100", "X-RateLimit-Reset: 1"),
    "20 a second": ("RateLimit-Policy: 20;w=1",),
    "20 a second by its Reset": ("x-ratelimit-limit: 20", "x-ratelimit-reset: 1"),
    "700 in 15 minutes": ("X-RateLimit-Limit: 700", "X-RateLimit-Reset: 900"),
    "no limit": (),
}
EXCEEDS = {
    "5 a second": ("RateLimit-Policy: 5;w=1",),
    "50 in 15 minutes": ("RateLimit: limit=50, remaining=49, reset=900",),
    "50 a minute, in lower case": ("ratelimit-limit: 50", "ratelimit-reset: 60"),
    "a long one of two": ("X-RateLimit-Limit-short: 50", "X-RateLimit-Reset-short: 1", "X-RateLimit-Limit-long: 60",
                          "X-RateLimit-Reset-long: 60"),
}  # fmt: skip


@pytest.mark.parametrize("lines", FITS.values(), ids=FITS)
def test_a_limit_that_the_profile_keeps_refuses_nothing(lines: tuple[str, ...]) -> None:
    held_against(lines, profile())


@pytest.mark.parametrize("lines", EXCEEDS.values(), ids=EXCEEDS)
def test_a_limit_is_held_against_its_own_window(lines: tuple[str, ...]) -> None:
    with pytest.raises(InconclusiveError, match="makes up to"):
        held_against(lines, profile())


def test_declared_limits_are_held_against_it_too() -> None:
    browsing = profile(journeys={"browse_venues": 3, "sign_in": 1})
    with pytest.raises(InconclusiveError, match=r"trial declares \[limits\] sign_ins_per_minute: 12 requests in 60 s"):
        held_against((), browsing, limits={"sign_ins_per_minute": 12, "requests_per_minute": 100})
    with pytest.raises(InconclusiveError, match="requests_per_minute: 30 requests"):
        held_against((), browsing, limits={"requests_per_minute": 30})
    held_against((), browsing, limits={"sign_ins_per_minute": 30, "requests_per_minute": 100})


def test_a_draft_8_limit_is_told_with_the_pace_that_fits(here: Place) -> None:
    with serving(announce_lines=DRAFT_8) as target:
        ended = here.run(target.url)
    assert ended.code == 10
    said = r"60 requests in 60 s, and .* up to \d+ there: it fits with think = \S+ instead of think = 0.05"
    assert re.search(said, ended.errors)
    assert target.truth["runs"] == {}


def test_a_run_that_is_fitted_keeps_the_limit(here: Place) -> None:
    with serving(announce_lines=DRAFT_8) as target:
        ended = here.run(target.url, "--fit-limits")
    assert "it runs with think =" in ended.output + ended.errors
    assert 0 < sum(target.truth["runs"].values()) <= 60
    assert ended.told["profile"]["name"] == "brief-fitted"
