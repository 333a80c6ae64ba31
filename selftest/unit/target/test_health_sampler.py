"""What the sampler makes of an answer of health."""

import httpx
import pytest

from servio_verify.judgement.outages import outages
from servio_verify.results.sample import Sample
from servio_verify.target.health_sampler import read
from servio_verify.target.probe import Answer

PAGE = "\n<!DOCTYPE html><html><title>Servio</title></html>"


@pytest.mark.parametrize(
    ("text", "kind", "well"),
    [
        ("ok", "text/plain", True),
        ("ok", "text/html; charset=utf-8", True),
        ('{"status": "ok"}', "application/json", True),
        (PAGE, "text/html; charset=utf-8", False),
        (PAGE, "text/plain", False),
    ],
)
def test_a_page_is_not_well(text: str, kind: str, well: bool) -> None:
    answer = httpx.Response(200, text=text, headers={"content-type": kind})
    (sample,) = read(Answer("http://127.0.0.1/health", 0.0, {}, answer), "web", "the web app", None)
    assert sample.well is well
    assert sample.seen == ("up" if well else "down (answered 200 with a page)")


@pytest.mark.parametrize("status", [404, 302, 401, 500, 503])
def test_a_health_that_is_not_200_is_not_well(status: int) -> None:
    answer = Answer("http://127.0.0.1/health", 1.0, {}, httpx.Response(status, text="<h1>nothing here</h1>"))
    (sample,) = read(answer, "api", "the API", None)
    assert (sample.well, sample.seen) == (False, f"down (answered {status})")


def test_a_page_in_the_place_of_a_readiness_that_answered_before_is_not_well() -> None:
    answer = Answer("http://127.0.0.1/ready", 1.0, {}, httpx.Response(200, html=PAGE))
    assert read(answer, "ready", "readiness", None) == []
    (sample,) = read(answer, "ready", "readiness", None, told=True)
    assert (sample.well, sample.seen) == (False, "down (answered 200 with a page)")


def test_a_readiness_that_says_500_of_its_own_is_for_its_check_to_judge() -> None:
    answer = Answer("http://127.0.0.1/ready", 1.0, {}, httpx.Response(500, text="broken"))
    (sample,) = read(answer, "ready", "readiness", None)
    assert sample.well


@pytest.mark.parametrize(
    ("status", "text"),
    [*((status, "internal only") for status in (302, 401, 403, 404, 405)), (200, "<!doctype html><title>Servio")],
)
def test_a_readiness_that_is_closed_to_us_says_nothing(status: int, text: str) -> None:
    answer = Answer("http://127.0.0.1/ready", 1.0, {}, httpx.Response(status, text=text))
    assert not read(answer, "ready", "readiness", None)


def test_a_readiness_that_is_lost_without_a_name_is_an_outage_all_the_same() -> None:
    def ready(at: float, status: int, text: str) -> list[Sample]:
        return read(Answer("http://x/ready", at, {}, httpx.Response(status, text=text)), "ready", "readiness", None)

    samples = [*ready(1.0, 200, "ok"), *ready(2.0, 503, '{"success": false}'), *ready(3.0, 200, "ok")]
    (outage,) = outages(samples)
    assert (outage.subject, outage.seen, outage.over) == ("readiness", "down (answered 503)", True)
