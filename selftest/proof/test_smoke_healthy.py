"""The smoke tier keeps quiet on a healthy Servio: ours, slow, in any order, over HTTPS, and one that is not ours."""

import random
from pathlib import Path

from selftest.support import scenarios
from selftest.support.front import front, together
from selftest.support.processes import ROOT, Outcome, Verify, servio, settings_of
from selftest.support.unpromised import another_search, unpromised

FILES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/smoke").glob("test_*.py"))
COVERED_OVER_HTTP = 70
NO_SENTRY = {"Sentry: no page has its client"}
NO_SENTRY |= {"Sentry: no error of the API is provoked (api_error in [monitoring.sentry])"}


def is_go(ended: Outcome) -> None:
    assert ended.code == 0, ended.output
    assert ended.verdict["verdict"] == "GO"
    assert ended.verdict["left_on_target"] == 0


def test_a_healthy_sandbox_is_go_in_any_order_of_the_files(verify: Verify, healthy: dict[str, str]) -> None:
    """One that gives twenty at a time, and does what the contract leaves open: nobody wants more than is promised."""
    files = random.Random(0).sample(FILES, len(FILES))  # noqa: S311 - an order, no secret
    with front(healthy, together(scenarios.small_pages(), unpromised())) as settings:
        ended = verify("-m", "smoke", *files, **settings)
    is_go(ended)
    assert ended.verdict["passed"] >= COVERED_OVER_HTTP
    assert set(ended.verdict["skipped"].values()) == {"TLS: the target is spoken to over plain HTTP", *NO_SENTRY}


def test_nothing_but_sentry_is_skipped_over_https(verify: Verify) -> None:
    ended = verify("-m", "smoke", "--env", "local-https", "--fault", "service-worker")
    is_go(ended)
    assert set(ended.verdict["skipped"].values()) == NO_SENTRY


def test_two_workers_share_one_sandbox_and_a_slow_servio_is_no_broken_one(verify: Verify) -> None:
    ended = verify("-m", "smoke", "-n", "2", SERVIO_SANDBOX="--delay 200")
    is_go(ended)
    results = list((ended.run / "allure-results").glob("*-result.json"))
    assert len(results) == ended.verdict["passed"] + len(ended.verdict["skipped"])


def test_another_servio_that_meets_the_contract_is_go(verify: Verify) -> None:
    """One whose ids are numbers, and texts in what a search finds by whole words."""
    with servio("selftest.other_servio") as told, front(settings_of(told), another_search()) as settings:
        is_go(verify("-m", "smoke", **settings))


def test_the_report_s_data_are_where_the_last_lines_say(verify: Verify) -> None:
    ended = verify("-m", "smoke", "-k", "home_page_answers", "-p", "no:cacheprovider")
    (said,) = (line for line in ended.lines if line.startswith("evidence: "))
    folder = Path(ROOT, said.split()[1])
    assert (folder / "verdict.json").is_file()
    assert list((folder / "allure-results").glob("*-result.json"))
