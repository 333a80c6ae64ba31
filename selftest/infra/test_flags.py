"""Facts of feature flags, on answers in the forms that Unleash 8 and LaunchDarkly's SDK service give."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from selftest.infra.held import environment
from selftest.support.small_server import JSON, Said, only, serving
from servio_verify.infra.facts import Facts, Unread
from servio_verify.infra.gathering import gather
from servio_verify.infra.source import Place

KEY = "canary-of-a-key"
GRADUAL = {"name": "flexibleRollout", "constraints": [], "parameters": {"rollout": "50", "stickiness": "default"}}
UNLEASH: dict[str, Any] = {
    "version": 2,
    "features": [
        {
            "name": "split-bills",
            "type": "release",
            "enabled": True,
            "stale": False,
            "strategies": [GRADUAL],
            "variants": [],
        },
        {
            "name": "new-menu-editor",
            "type": "release",
            "enabled": False,
            "stale": False,
            "strategies": [],
            "variants": [],
        },
    ],
}
LAUNCHDARKLY: dict[str, Any] = {
    "flags": {
        "split-bills": {"key": "split-bills", "version": 7, "on": True, "salt": "a1", "fallthrough": {"variation": 0}},
        "old": {"key": "old", "version": 8, "deleted": True},
    },
    "segments": {},
}
SERVICES = {
    "unleash": ("/api/client/features", "unleash_url", "/api", "UNLEASH_API_KEY", UNLEASH),
    "launchdarkly": ("/sdk/latest-all", "launchdarkly_url", "", "LAUNCHDARKLY_SDK_KEY", LAUNCHDARKLY),
}


@contextmanager
def told(name: str, change: Callable[[Any], object] = str, key: str = KEY, said: Said | None = None) -> Iterator[Facts]:
    path, setting, below, variable, healthy = SERVICES[name]
    document = json.loads(json.dumps(healthy))
    change(document)
    with serving(only({path: said or (200, JSON, json.dumps(document))}), key=KEY) as origin:
        tables = {"flags": {setting: f"{origin}{below}/"}}
        yield gather(Place(environment(secrets={variable: key}), tables), {name})


def values(facts: Facts) -> dict[str, Any]:
    return {name.partition(".")[2]: fact.value for name, fact in facts.known.items()}


def test_unleash_tells_all_flags_and_those_that_are_on() -> None:
    with told("unleash") as facts:
        found = values(facts)
    assert (found["names"], found["on"]) == (("new-menu-editor", "split-bills"), ("split-bills",))
    assert [each.partition("=")[0] for each in found["rules"]] == ["new-menu-editor", "split-bills"]


def test_launchdarkly_tells_flags_without_those_that_were_deleted() -> None:
    with told("launchdarkly") as facts:
        found = values(facts)
    assert (found["names"], found["on"]) == (("split-bills",), ("split-bills",))


@pytest.mark.parametrize(
    ("name", "change", "differs"),
    [
        ("unleash", lambda it: it["features"][1].update(enabled=True), {"on"}),
        ("unleash", lambda it: it["features"][0]["strategies"][0]["parameters"].update(rollout="100"), {"rules"}),
        ("unleash", lambda it: it["features"][0]["strategies"][0].update(id="7", title="half", sortOrder=3), set()),
        ("unleash", lambda it: it["features"].reverse(), set()),
        ("unleash", lambda it: it["features"][0]["strategies"][0].pop("constraints"), set()),
        ("unleash", lambda it: it["features"][0]["strategies"][0]["parameters"].update(version="2"), {"rules"}),
        ("launchdarkly", lambda it: it["flags"]["split-bills"].update(targets=[], prerequisites=None), set()),
        ("launchdarkly", lambda it: it["flags"]["split-bills"]["fallthrough"].update(variation=1), {"rules"}),
        ("launchdarkly", lambda it: it["flags"]["split-bills"].update(on=False), {"on"}),
        ("launchdarkly", lambda it: it["flags"]["split-bills"].update(offVariation=1), {"rules"}),
        ("launchdarkly", lambda it: it["flags"]["split-bills"].update(version=9, salt="b2"), set()),
    ],
)
def test_a_flag_that_changes_is_seen_in_its_fact_alone(
    name: str, change: Callable[[Any], object], differs: set[str]
) -> None:
    with told(name) as facts:
        before = values(facts)
    with told(name, change) as facts:
        after = values(facts)
    assert {fact for fact in before if before[fact] != after[fact]} == differs


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    ("key", "said", "why"),
    [
        ("another-canary", None, "127.0.0.1 refuses {} (401): is it a server-side key of this environment?"),
        (KEY, (200, JSON, '{"features": [{"name": "x"}], "flags": {"x": {}}}'), "answers in another form"),
        (KEY, (200, JSON, "[]"), "127.0.0.1 answered 200, and no flags"),
        (KEY, (200, JSON, '{"message": "ok"}'), "answers in another form"),
        (KEY, (404, JSON, "{}"), "127.0.0.1 answered 404, and no flags: is "),
        (KEY, (503, JSON, "{}"), "127.0.0.1 answered 503, and no flags"),
    ],
)
def test_what_is_no_flags_is_unread_and_shows_no_key(name: str, key: str, said: Said | None, why: str) -> None:
    with told(name, key=key, said=said) as facts:
        found = values(facts)
    assert len(found) == 3
    assert all(isinstance(value, Unread) and why.format(SERVICES[name][3]) in value.why for value in found.values())
    assert "canary" not in facts.to_json()


@pytest.mark.parametrize("name", SERVICES)
def test_without_a_key_an_address_or_an_answer_nothing_is_covered(name: str) -> None:
    _, setting, _, variable, _ = SERVICES[name]
    known = environment(secrets={variable: KEY})
    nobody = {"flags": {setting: "http://127.0.0.1:9"}}
    for where, tables, why in (
        (environment(), nobody, f"no {variable}: set it in .env.staging"),
        (known, {}, f"no {setting} in [flags] of environments/staging.facts.toml"),
        (known, nobody, "127.0.0.1 does not answer: ConnectError"),
    ):
        assert gather(Place(where, tables), {name}).unreachable == {name: why}


@pytest.mark.parametrize("url", ["http://[::1", "http://x:99999", "x/api", "http://", " https://x", 5, True])
def test_an_address_that_is_none_is_told_in_one_line(url: object) -> None:
    known = environment(secrets={"UNLEASH_API_KEY": KEY})
    found = values(gather(Place(known, {"flags": {"unleash_url": url}}), {"unleash"}))
    assert {value.why for value in found.values()} == {
        "unleash_url in [flags] must be an address that begins with https://"
    }


@pytest.mark.parametrize("key", ["canary\n", "canary ", "canar\u00fd"])
def test_a_key_that_is_none_is_told_and_not_shown(key: str) -> None:
    known = environment(secrets={"UNLEASH_API_KEY": key})
    facts = gather(Place(known, {"flags": {"unleash_url": "http://127.0.0.1:9"}}), {"unleash"})
    assert "UNLEASH_API_KEY holds a space, a line end or a letter that no key has" in facts.to_json()
    assert "canar" not in facts.to_json()


@pytest.mark.parametrize("change", [{"enabled": "false"}, {"enabled": None}, {"name": None}])
def test_a_flag_that_is_neither_on_nor_off_is_unread(change: dict[str, object]) -> None:
    with told("unleash", lambda it: it["features"][0].update(change)) as facts:
        assert all(isinstance(value, Unread) for value in values(facts).values())
