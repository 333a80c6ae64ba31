"""HTTP facts of a real Servio: healthy all is as expected, each fault and each change of a front turns its own red."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from selftest.infra.held import HEALTHY, LONGEST, environment, facts_of, held
from selftest.support.front import Answer, Asked, Scenario, front
from selftest.support.processes import free_port, servio
from servio_verify.environments.model import Environment
from servio_verify.infra.facts import Unread
from servio_verify.infra.web.source import TOLD

FAULTS = {
    "tls-1-1": {"web_tls_lowest", "api_tls_lowest"},
    "certificate-expiring": {"web_certificate_days", "api_certificate_days"},
    "no-hsts-web": {"web_hsts"},
    "no-https-redirect-api": {"api_redirect_from_http"},
    "cors-any-origin": {"api_cors_foreign"},
    "malformed-body-500": {"api_malformed_body"},
    "no-nosniff-web": {"web_security_headers"},
}
OVER_TLS = {
    name.removeprefix("http.")
    for name in HEALTHY.of("http")
    if any(word in name for word in ("tls", "certificate", "hsts", "redirect"))
}


def at(told: Mapping[str, Any], **more: Any) -> Environment:
    keys = ("web_url", "api_url", "web_http_url", "api_http_url", "ca_file", "email", "password")
    return environment(**({key: told[key] for key in keys} | {"writes": True} | more))


@pytest.fixture(scope="module")
def over_tls() -> Iterator[dict[str, Any]]:
    with servio("servio_sandbox", "--json", "--https") as told:
        yield told


def test_a_healthy_servio_is_as_expected_ten_times(over_tls: dict[str, Any]) -> None:
    for _ in range(10):
        found = held("http", at(over_tls))
        assert found.lines == []
        assert len(found.green) == len(list(HEALTHY.of("http")))


def test_every_fact_is_read(over_tls: dict[str, Any]) -> None:
    facts = facts_of("http", at(over_tls)).known
    assert {name.partition(".")[2] for name in facts} == set(TOLD)
    assert not [str(fact) for fact in facts.values() if isinstance(fact.value, Unread)]


def test_each_fault_turns_its_own_facts_red() -> None:
    options = [option for fault in FAULTS for option in ("--fault", fault)]
    with servio("servio_sandbox", "--json", "--https", *options) as told:
        found = held("http", at(told))
    assert set(found.red) == set().union(*FAULTS.values()), found.lines
    assert not found.doubts
    assert found.red["web_tls_lowest"].startswith("http.web_tls_lowest is '1.0', must be '1.2'")
    assert found.red["api_malformed_body"].startswith("http.api_malformed_body is '500 text/plain', must be '400 ")


def test_where_nothing_may_be_written_only_readings_are_sent(healthy: dict[str, str]) -> None:
    scenario = Scenario()
    with front(healthy, scenario) as told:
        found = held("http", through(told, writes=False))
    assert {asked.method for asked in scenario.seen} == {"GET", "OPTIONS"}
    assert set(found.doubts) == {"api_wrong_method", "api_malformed_body"}
    assert "POST is not sent: environment 'staging' is read-only" in found.doubts["api_malformed_body"]
    assert all("servio-verify/" in asked.headers["user-agent"] for asked in scenario.seen)


def through(told: Mapping[str, str], **more: Any) -> Environment:
    urls = {"web_url": told["SERVIO_WEB_URL"], "api_url": told["SERVIO_API_URL"]}
    return environment(**urls, **({"writes": True, "email": "test@example.com", "password": "password"} | more))


def on(side: str, path: str, change: Callable[[Answer], Answer]) -> Scenario:
    def after(asked: Asked, answer: Answer) -> Answer:
        return change(answer) if (asked.method, asked.side, asked.path) == ("GET", side, path) else answer

    return Scenario(after=after)


def with_header(name: str, value: str) -> Callable[[Answer], Answer]:
    return lambda answer: answer.with_headers(**{name: value})


def with_source_map() -> Scenario:
    def before(asked: Asked) -> Answer | None:
        if asked.path.endswith(".js.map"):
            return Answer(200, (("Content-Type", "application/json"),), b'{"version": 3, "mappings": "AAAA"}')
        return None

    return Scenario(before)


def always(path: str, answer: Answer) -> Scenario:
    return Scenario(lambda asked: answer if asked.path == path else None)


TEXT = (("Content-Type", "text/plain"),)
CHANGES: dict[str, tuple[Callable[[], Scenario], dict[str, str]]] = {
    "another server": (lambda: on("web", "/", with_header("Server", "nginx/1.22.1")), {"web_server": "nginx/1.22.1"}),
    "pages that are kept": (lambda: on("web", "/", with_header("Cache_Control", "public")), {"web_cache": "'public'"}),
    "a header against search engines": (
        lambda: on("web", "/", with_header("X_Robots_Tag", "noindex, nofollow")),
        {"web_robots": "X-Robots-Tag", "web_indexed": "no"},
    ),
    "a robots.txt against search engines": (
        lambda: always("/robots.txt", Answer(200, TEXT, b"User-agent: a\nUser-agent: *\nDisallow: /\n")),
        {"web_robots": "robots.txt", "web_indexed": "no"},
    ),
    "a robots.txt against one": (
        lambda: always("/robots.txt", Answer(200, TEXT, b"User-agent: *\nAllow: /\n\nUser-agent: a\nDisallow: /\n")),
        {},
    ),
    "a cookie before anybody signs in": (
        lambda: on("web", "/login", with_header("Set_Cookie", "seen=canary; Path=/; HttpOnly; Max-Age=60")),
        {"web_login_cookies": "seen; HttpOnly; Path=/"},
    ),
    "source maps": (with_source_map, {"web_source_maps": ".js.map"}),
    "another answer to an unknown path": (
        lambda: Scenario(
            after=lambda asked, answer: (
                Answer(200, answer.headers, answer.body)
                if asked.side == "web" and answer.status == 404 and "robots" not in asked.path
                else answer
            )
        ),
        {"web_unknown_path": "'200 text/html'"},
    ),
    "a health that is a page": (
        lambda: on("api", "/health", lambda _: Answer(200, (("Content-Type", "text/html"),), b"ok")),
        {"api_health": "'200 text/html'"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_turns_its_own_facts_red(healthy: dict[str, str], change: str) -> None:
    make, expected = CHANGES[change]
    with front(healthy, make()) as told:
        found = held("http", through(told))
    assert set(found.red) - OVER_TLS == set(expected), found.lines
    assert not found.doubts
    assert all(value in found.red[fact] and "canary" not in found.red[fact] for fact, value in expected.items())


def test_who_stands_before_servio_is_no_fact_of_servio(healthy: dict[str, str]) -> None:
    gate = Answer(401, (("WWW-Authenticate", 'Basic realm="staging"'),), b"")
    with front(healthy, Scenario(lambda asked: gate if asked.side == "web" else None)) as told:
        found = held("http", through(told))
    assert not {fact for fact in found.red if fact.startswith("web_")} - OVER_TLS
    assert "web_health" in found.doubts
    assert "web_unknown_path" in found.doubts
    assert "api_health" in found.green


def test_a_servio_that_nobody_reaches_is_not_covered() -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    found = held("http", environment(web_url=dead, api_url=dead))
    assert (found.green, found.red, found.doubts) == (set(), {}, {})
    assert all(line.startswith("HTTP: GET /health: ConnectError") and len(line) <= LONGEST for line in found.lines)
