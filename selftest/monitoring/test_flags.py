"""Flags in the time of a run: changed under it, since the last GO, not as in production; each by real answers."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from selftest.infra.held import environment
from selftest.monitoring.flag_service import HALF, KEYS, FlagService, files_of, flag_service, tables
from selftest.support.small_server import JSON, serving
from servio_verify.browser.flags import noted
from servio_verify.infra.source import Place
from servio_verify.monitoring.flags import record
from servio_verify.monitoring.flags.snapshot import take
from servio_verify.monitoring.flags.source import SOURCE
from servio_verify.monitoring.reading import Reading, Window

CHANGED = "flag 'split-bills' changed under the run ({}): the checks saw both; run again"
OTHER = {**HALF, "parameters": {"rollout": "100"}}
AGREE = ", or agree in environments/mirror.toml"
KEEP = "flags: 1 of 2 are on in Unleash, the same before and after the checks"
PRODUCTION = 'web_url = "https://servio.com"\napi_url = "https://api.servio.com"\n'
AGREED = """
[[agreed]]
fact = "unleash.on[new-menu-editor]"
staging = "there"
production = "not there"
reason = "it is being tried"
owner = "menus"
until = {until}
"""


@dataclass
class Looks:
    """A run of the source on its own: read, let something happen, read again."""

    folder: Path
    here: FlagService
    there: FlagService

    def end(self, between: Callable[[], object] = str, key: str = KEYS["staging"], **settings: Any) -> Reading:
        where = environment(secrets={"UNLEASH_API_KEY": key}, monitoring={"flags": {"seconds": 0.5, **settings}})
        probe = SOURCE.open(Place(where, tables(self.here), self.folder))
        probe.begin()
        between()
        now = datetime.now(UTC)
        reading = probe.end(Window(now, now, None, "a-run", self.folder))
        said = (*reading.signals, *reading.doubts, *reading.gaps, *reading.notes)
        assert not [line for line in said if len(line) > 160 or "canary" in line]
        return reading

    def mirror(self, text: str) -> None:
        (self.folder / "environments" / "mirror.toml").write_text(text)


@pytest.fixture
def looks(tmp_path: Path) -> Iterator[Looks]:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/staging.toml").write_text('web_url = "http://127.0.0.1:9"\n')
    (tmp_path / "environments/production.toml").write_text(PRODUCTION)
    with flag_service(KEYS["staging"]) as here, flag_service(KEYS["production"]) as there:
        for path, text in files_of("production", there).items():
            (tmp_path / path).write_text(text)
        yield Looks(tmp_path, here, there)


def test_flags_that_stay_are_told_and_kept(looks: Looks) -> None:
    assert looks.end() == Reading(notes=(KEEP,))
    kept = json.loads((looks.folder / "flags.json").read_text())
    assert kept["before"] == kept["after"] == {"unleash": record.read(looks.folder)["unleash"]}
    assert kept["after"]["unleash"]["old-menu"] == "off"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda it: it.put("split-bills", on=False), "on → off"),
        (lambda it: it.flags.pop("split-bills"), "on → off"),
        (lambda it: it.put("split-bills", on=True, strategies=(OTHER,)), "on, with other rules"),
    ],
    ids=["off", "gone", "rules"],
)
def test_a_flag_that_changes_under_the_run_is_told(looks: Looks, change: Callable[[Any], object], told: str) -> None:
    assert looks.end(lambda: change(looks.here)).doubts == (CHANGED.format(told),)


def test_what_nobody_sees_is_no_change(looks: Looks) -> None:
    def change() -> None:
        looks.here.put("old-menu", on=False, strategies=(OTHER,))
        looks.here.put("new-menu-editor", on=False)

    reading = looks.end(change)
    assert not reading.doubts
    assert len(reading.notes) == 1


def test_what_an_off_flag_of_launchdarkly_brings_is_told(looks: Looks) -> None:
    """Its off variation is a value like any other: a page is given it."""
    told = {"theme": {"on": False, "offVariation": 0, "variations": ["dark", "light"]}}
    with serving(lambda _: (200, JSON, json.dumps({"flags": told, "segments": {}}))) as origin:
        where = environment(secrets={"LAUNCHDARKLY_SDK_KEY": "canary"}, monitoring={"flags": {}})
        probe = SOURCE.open(Place(where, {"flags": {"launchdarkly_url": origin}}, looks.folder))
        probe.begin()
        told["theme"]["offVariation"] = 1
        now = datetime.now(UTC)
        reading = probe.end(Window(now, now, None, "a-run", looks.folder))
    assert reading.doubts == (
        "flag 'theme' changed under the run (off, with other rules): the checks saw both; run again",
    )


def test_many_flags_that_change_are_told_in_few_lines(looks: Looks) -> None:
    def change() -> None:
        for number in range(40):
            looks.here.put(f"flag-{number:02}-{'x' * 30}", on=True)

    doubts = looks.end(change).doubts
    assert len(doubts) == 4
    assert doubts[3].endswith(" and 35 more")


@pytest.mark.parametrize(
    ("settings", "down", "gap"),
    [
        (
            {"key": "*:staging.canary-of-another"},
            None,
            "refuses UNLEASH_API_KEY (401): is it a server-side key of this",
        ),
        (
            {"key": "*:production.canary"},
            None,
            "wrong project, UNLEASH_API_KEY is of 'production', and this is staging",
        ),
        ({}, (503, JSON, "{}"), "127.0.0.1 answered 503, and no flags"),
    ],
)
def test_flags_that_cannot_be_read_are_not_covered(looks: Looks, settings: dict[str, Any], down: Any, gap: str) -> None:
    looks.here.down = down
    reading = looks.end(**settings)
    assert len(reading.gaps) == 1
    assert reading.gaps[0].startswith("flags of Unleash: ")
    assert gap in reading.gaps[0]
    assert reading == Reading(gaps=reading.gaps)


@pytest.mark.parametrize("key", ["*:development.canary", "default:staging.canary", "[]:live-tests.canary", "a" * 40])
def test_a_key_of_no_other_environment_is_tried(looks: Looks, key: str) -> None:
    assert "refuses" in looks.end(key=key).gaps[0]


def test_production_may_be_called_otherwise_than_unleash_does(looks: Looks) -> None:
    where = environment(name="prod", secrets={"UNLEASH_API_KEY": "*:production.canary"})
    assert "refuses" in take(Place(where, tables(looks.here), looks.folder)).unread["unleash"]


@pytest.mark.parametrize("recovers", [True, False])
def test_flags_that_were_read_once_only_may_have_changed(looks: Looks, *, recovers: bool) -> None:
    broken = (502, JSON, "{}")
    looks.here.down = broken if recovers else None

    def change() -> None:
        looks.here.down = None if recovers else broken

    reading = looks.end(change)
    assert "before the checks: any may have changed" in reading.gaps[0] if recovers else "502" in reading.gaps[0]
    assert reading == Reading(gaps=reading.gaps)
    assert record.read(looks.folder)["unleash"]["old-menu"] == "off"


def test_without_a_flag_service_nothing_is_covered(looks: Looks) -> None:
    place = Place(environment(monitoring={"flags": {"against": "production"}}), {}, looks.folder)
    probe = SOURCE.open(place)
    probe.begin()
    now = datetime.now(UTC)
    reading = probe.end(Window(now, now, None, "a-run", looks.folder))
    assert reading == Reading(
        gaps=("flags: no unleash_url and no launchdarkly_url in [flags] of environments/staging.facts.toml",)
    )


def test_what_production_has_otherwise_is_told(looks: Looks) -> None:
    looks.here.put("new-menu-editor", on=True)
    looks.there.put("old-menu", on=True)
    looks.there.put("split-bills", on=True, strategies=(OTHER,))
    looks.here.put("poll", on=False)
    looks.there.put("poll", on=False, strategies=(OTHER,))
    assert looks.end(against="production").signals == (
        f"flags on in staging, not in production: new-menu-editor; switch off{AGREE}",
        f"flags on in production, not in staging: old-menu; switch on{AGREE}",
        f"flags with other rules than in production: split-bills; align them{AGREE}",
    )
    assert not looks.end().signals


def test_an_environment_that_is_asked_with_this_ones_key_is_this_one(looks: Looks) -> None:
    key = looks.here.key = looks.there.key = "*:*.canary-that-names-no-environment"
    (looks.folder / ".env.production").write_text(f"UNLEASH_API_KEY={key}\n")
    gaps = looks.end(key=key, against="production").gaps
    assert gaps == (
        "flags not compared with production: UNLEASH_API_KEY is the same here and there: give each its own",
    )


@pytest.mark.parametrize("ended", [False, True])
def test_what_was_agreed_is_no_difference_until_its_end(looks: Looks, *, ended: bool) -> None:
    until = datetime.now(UTC).date() + timedelta(days=-3 if ended else 30)
    looks.here.put("new-menu-editor", on=True)
    looks.mirror(AGREED.format(until=until))
    told = f"flags on in staging, not in production: new-menu-editor (agreed until {until}); switch off{AGREE}"
    reading = looks.end(against="production")
    assert (reading.signals, reading.gaps) == ((told,) if ended else (), ())


def test_what_was_agreed_and_is_no_difference_is_the_mirrors_to_tell(looks: Looks) -> None:
    looks.mirror(AGREED.format(until=datetime.now(UTC).date() + timedelta(days=30)))
    assert looks.end(against="production") == Reading(notes=(KEEP,))


def test_the_mirrors_environment_is_asked_where_the_mirror_may_be_live(looks: Looks) -> None:
    looks.here.put("new-menu-editor", on=True)
    pair = 'environment = "staging"\nwith = "production"\n'
    looks.mirror(pair)
    assert not looks.end().signals
    looks.mirror(f"{pair}live = true\n")
    assert looks.end().signals == (f"flags on in staging, not in production: new-menu-editor; switch off{AGREE}",)
    (looks.folder / ".env.production").unlink()
    assert looks.end() == Reading(notes=("flags: 2 of 3 are on in Unleash, the same before and after the checks",))


@pytest.mark.parametrize(
    ("against", "env", "facts", "gap"),
    [
        ("production", "", None, "no UNLEASH_API_KEY: set it in .env.production"),
        ("production", "UNLEASH_API_KEY=x.y", None, "127.0.0.1 refuses UNLEASH_API_KEY (401)"),
        ("production", f"UNLEASH_API_KEY={KEYS['staging']}", None, "wrong project, UNLEASH_API_KEY is of 'staging'"),
        ("production", "", "", "environments/production.facts.toml does not say in [flags] where it is"),
        ("produktion", "", None, "unknown environment 'produktion'; did you mean 'production'?"),
        ("staging", "", None, "it is this environment itself"),
    ],
)
def test_what_was_asked_for_and_cannot_be_compared_is_not_covered(
    looks: Looks, against: str, env: str, facts: str | None, gap: str
) -> None:
    (looks.folder / ".env.production").write_text(f"{env}\n")
    if facts is not None:
        (looks.folder / "environments/production.facts.toml").write_text(facts)
    reading = looks.end(against=against)
    assert len(reading.gaps) == 1
    assert reading.gaps[0].startswith(f"flags not compared with {against}: ")
    assert gap in reading.gaps[0]
    assert reading.notes == (KEEP,)


def test_a_pinned_flag_that_no_page_was_told_of_is_not_covered(looks: Looks) -> None:
    noted.keep_in(looks.folder)
    noted.note({"old-menu"})
    reading = looks.end(pinned={"old-menu": True, "split-bils": False})
    assert reading.notes == (KEEP, "flags pinned in the browser: old-menu on")
    assert reading.gaps == (
        "flags are pinned in the browser only, not on the server: old-menu, split-bils",
        "flags to be pinned that no page was told of: split-bils",
        "flags to be pinned that Unleash does not have: split-bils",
    )
