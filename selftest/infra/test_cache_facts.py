"""Redis' facts on a real server: healthy all is as expected, each planted drift turns its own facts red."""

from collections.abc import Iterator

import pytest

from selftest.infra.held import HEALTHY, LONGEST, environment, facts_of, held
from selftest.support.processes import ROOT, free_port
from selftest.support.redis_server import PASSWORD, Redis, redis_server
from servio_verify.environments.model import Environment
from servio_verify.infra.cache import connection
from servio_verify.infra.cache.source import TOLD
from servio_verify.infra.expected.file import read_facts_file
from servio_verify.infra.facts import Unread

DRIFTS = {
    "nothing is thrown away": ({"maxmemory-policy": "noeviction"}, {"eviction_policy": "'noeviction'"}),
    "no password": ({"requirepass": ""}, {"auth_needed": "no"}),
    "no append-only file": ({"appendonly": "no"}, {"append_only_file": "no"}),
    "no snapshots": ({"save": ""}, {"snapshots": "not set"}),
    "another memory limit": ({"maxmemory": "128mb"}, {"memory_limit_mb": "128.0"}),
    "no memory limit": ({"maxmemory": "0"}, {"memory_limit_mb": "0.0", "memory_used_percent": "not set"}),
    "idle clients are sent away": ({"timeout": "60"}, {"idle_timeout_seconds": "60"}),
    "events are published": ({"notify-keyspace-events": "KEA"}, {"keyspace_events": "'AKE'"}),
    "writes reach the disk late": ({"appendfsync": "no"}, {"sync": "'no'"}),
    "few clients": ({"maxclients": "50"}, {"most_clients": "50"}),
    "unprotected": ({"protected-mode": "no"}, {"protected_mode": "no"}),
}


def at(server: Redis, url: str = "") -> Environment:
    return environment(secrets={"REDIS_URL": url or server.url()}, ca_file=server.authority)


@pytest.fixture
def changed(cache_server: Redis, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What a drift makes red, while the server is configured so."""
    options, red = DRIFTS[request.param]
    with cache_server.client() as client:
        before = {key: client.config_get(key)[key] for key in options}
        for key, value in options.items():
            client.config_set(key, value)
        yield red
        for key, value in before.items():
            client.config_set(key, value)


def test_a_healthy_server_is_as_expected_ten_times(cache_server: Redis) -> None:
    for _ in range(10):
        found = held("redis", at(cache_server))
        assert found.lines == []
        assert len(found.green) == len(list(HEALTHY.of("redis")))


def test_every_fact_is_read(cache_server: Redis) -> None:
    facts = facts_of("redis", at(cache_server)).known
    assert {name.partition(".")[2] for name in facts} == set(TOLD)
    assert not [str(fact) for fact in facts.values() if isinstance(fact.value, Unread)]


def test_a_healthy_server_is_what_staging_must_be(cache_server: Redis) -> None:
    assert held("redis", at(cache_server), read_facts_file(ROOT, "staging")).lines == []


@pytest.mark.parametrize("changed", DRIFTS, indirect=True)
def test_a_drift_turns_its_own_facts_red(cache_server: Redis, changed: dict[str, str]) -> None:
    found = held("redis", at(cache_server))
    assert set(found.red) == set(changed), found.lines
    assert not found.doubts
    for fact, value in changed.items():
        rule = HEALTHY.expected[f"redis.{fact}"]
        assert found.red[fact].startswith(f"redis.{fact} is {value}, must ")
        if rule.equals is not None:
            assert str(rule.complaint(None)) in found.red[fact]


def test_plain_redis_is_seen(cache_server: Redis) -> None:
    found = held("redis", at(cache_server, cache_server.url(port=cache_server.plain_port, scheme="redis")))
    assert set(found.red) == {"tls", "tls_version", "certificate_verified", "plain_text_refused"}


def test_a_certificate_that_is_not_verified_is_seen(cache_server: Redis) -> None:
    found = held("redis", at(cache_server, f"{cache_server.url()}?ssl_cert_reqs=none"))
    assert set(found.red) == {"certificate_verified"}


def test_keys_that_never_go_away_are_seen(cache_server: Redis) -> None:
    with cache_server.client() as client:
        client.mset({f"left-{number}": "1" for number in range(20)})
        try:
            assert set(held("redis", at(cache_server)).red) == {"keys_without_expiry_percent"}
        finally:
            client.delete(*(f"left-{number}" for number in range(20)))


def test_dangerous_commands_and_a_replica_are_seen() -> None:
    with redis_server(f"replicaof 127.0.0.1 {free_port()}", renamed=("KEYS",)) as server:
        found = held("redis", at(server))
    assert set(found.red) == {"role", "dangerous_commands", "keys_without_expiry_percent"}
    assert "is CONFIG, DEBUG, FLUSHALL, FLUSHDB, MODULE, REPLICAOF" in found.red["dangerous_commands"]


def test_a_server_without_config_costs_those_facts_only() -> None:
    with redis_server("rename-command CONFIG hidden") as server, server.client() as client:
        client.set("session", "1", ex=60)
        found = held("redis", at(server))
    assert set(found.red) == {"dangerous_commands"}
    assert set(found.doubts) == {"snapshots", "sync", "protected_mode", "idle_timeout_seconds", "keyspace_events"}
    assert len({line.partition("\n")[0] for line in found.doubts.values()}) == 1, "one cause"


def test_redis_against_tls_is_named(cache_server: Redis) -> None:
    found = held("redis", at(cache_server, cache_server.url(scheme="redis")))
    assert set(found.red) == {"tls"}
    assert {line.partition("\n")[0] for line in found.doubts.values()} == {
        "Redis: REDIS_URL: it speaks TLS only: REDIS_URL must begin with rediss:"
    }


def test_tls_against_redis_is_named(cache_server: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.5)
    found = held("redis", at(cache_server, cache_server.url(port=cache_server.plain_port)))
    assert set(found.red) == {"tls", "plain_text_refused"}
    assert "it speaks no TLS at this port" in found.doubts["version"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("rediss://default:wrong-canary@127.0.0.1:{port}/0", "invalid username-password pair"),
        ("rediss://127.0.0.1:{port}/0", "Authentication required"),
        ("http://default:canary@127.0.0.1:{port}/0", "begins with http:"),
        ("rediss://default:can/canary@127.0.0.1:{port}/0", "percent-encode"),
    ],
)
def test_a_refusal_is_a_doubt_in_one_line(cache_server: Redis, url: str, words: str) -> None:
    found = held("redis", at(cache_server, url.format(port=cache_server.port)))
    assert (found.green, found.red, found.skipped) == (set(), {}, {})
    assert all(words in line and len(line) <= LONGEST and "canary" not in line for line in found.lines), found.lines[0]


def test_a_certificate_that_is_not_trusted_is_a_doubt(cache_server: Redis) -> None:
    found = held("redis", environment(secrets={"REDIS_URL": cache_server.url()}))
    assert {line for line in found.lines if "not trusted here: set ca_file" in line} == set(found.lines)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "no REDIS_URL: set it in .env.staging"),
        ("rediss://:canary@nowhere.invalid", "nowhere.invalid:6379 is not known here"),
        ("rediss://:canary@127.0.0.1:{free}", "refuses connections; if it is private, a tunnel"),
    ],
)
def test_what_cannot_be_reached_is_not_covered(url: str, words: str) -> None:
    found = held("redis", environment(secrets={"REDIS_URL": url.format(free=free_port())} if url else {}))
    assert (found.green, found.red, found.doubts) == (set(), {}, {})
    assert all(words in line and len(line) <= LONGEST and "canary" not in line for line in found.lines)


def test_the_password_is_in_no_fact(cache_server: Redis) -> None:
    assert PASSWORD not in facts_of("redis", at(cache_server)).to_json()
