"""Datadog's monitors: which changes count, and answers of every kind."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.infra.held import environment
from selftest.monitoring.probes import opened, window
from selftest.support.datadog import KEYS, Datadog, Listed, Said, monitor
from selftest.support.small_server import serving
from servio_verify.monitoring.datadog.api import MOST_PAGES, PER_PAGE
from servio_verify.monitoring.reading import GapError, Reading
from servio_verify.monitoring.source import Probe
from servio_verify.reporting.publish import WATCHED
from servio_verify.results.model import Attestation
from servio_verify.run.identity import Run
from servio_verify.workflow.silent_failures import SilentFailures

LONG_AGO, NOW = time.time() - 9000, time.time()  # when this was read: perhaps long before a test runs
DAY = 86400
WELL = ("OK", LONG_AGO)
MANY = PER_PAGE * MOST_PAGES + 1


@pytest.fixture
def server(datadog_server: Datadog) -> Iterator[Datadog]:
    yield datadog_server
    datadog_server.will_say([])
    datadog_server.ahead = 0


def probe(server: Datadog, **settings: object) -> Probe:
    return opened("datadog", KEYS, site=server.address, **settings)


def read(server: Datadog, *says: Listed | Said, **settings: object) -> Reading:
    """Return what the source says when this is told before the checks, and that after them."""
    server.will_say(*says)
    asked = probe(server, **settings)
    asked.begin()
    return asked.end(window())


def one(before: tuple[str, float], after: tuple[str, float], **more: object) -> list[Listed | Said]:
    """Return a monitor of one group, before the checks and after them."""
    return [
        [monitor(7, "Errors", groups={"env:staging": before})],
        [monitor(7, "Errors", groups={"env:staging": after}, **more)],  # type: ignore[arg-type] # what a monitor has
    ]


@pytest.mark.parametrize(
    ("before", "after", "more", "said"),
    [
        (WELL, ("Alert", NOW), {}, "went red at"),
        (("No Data", LONG_AGO), ("Alert", NOW), {}, "went red at"),
        (("Warn", LONG_AGO), ("Alert", NOW), {}, "went red at"),
        (WELL, ("OK", NOW), {}, "and recovered"),
    ],
    ids=["from OK", "from no data", "from a warning", "for a while"],
)
def test_what_went_red_counts(
    before: tuple[str, float], after: tuple[str, float], more: dict[str, object], said: str, server: Datadog
) -> None:
    reading = read(server, *one(before, after, **more))
    assert said in reading.signals[0]
    assert not reading.notes


@pytest.mark.parametrize(
    ("before", "after", "more", "said"),
    [
        (WELL, WELL, {}, "none of 1 monitors of env:staging went red"),
        (("Alert", LONG_AGO), ("Alert", LONG_AGO), {}, "is red, and was before this run: it does not count"),
        (("Alert", LONG_AGO), ("Alert", NOW), {}, "is red, and was before this run: it does not count"),
        (("Alert", LONG_AGO), ("OK", LONG_AGO), {}, "none of 1 monitors"),
        (("Alert", LONG_AGO), ("OK", NOW), {}, "none of 1 monitors"),
        (WELL, ("Warn", NOW), {}, "warns, which is no alert"),
        (WELL, ("OK", NOW), {"options": {"thresholds": {"critical": 5.0, "warning": 3.0}}}, "or only warned"),
        (WELL, ("Alert", NOW), {"options": {"silenced": {"*": None}}}, "but it is muted"),
        (WELL, ("Alert", NOW), {"options": {"silenced": {"env:staging": NOW + DAY}}}, "but it is muted"),
        (WELL, ("Alert", NOW), {"matching_downtimes": [{"id": 1, "end": None, "scope": ["env:staging"]}]}, "is muted"),
    ],
)
def test_what_does_not_count_is_a_note(
    before: tuple[str, float], after: tuple[str, float], more: dict[str, object], said: str, server: Datadog
) -> None:
    reading = read(server, *one(before, after, **more))
    assert not reading.signals
    assert said in " ".join(reading.notes)


@pytest.mark.parametrize(
    "silenced",
    [{"options": {"silenced": {"*": NOW - 900}}}, {"options": {"silenced": {"env:production": None}}}],
    ids=["until it ended", "elsewhere"],
)
def test_a_silence_that_ended_or_is_elsewhere_mutes_nothing(silenced: dict[str, object], server: Datadog) -> None:
    assert read(server, *one(WELL, ("Alert", NOW), **silenced)).signals


def test_a_group_that_came_since_counts_if_it_went_red_since(server: Datadog) -> None:
    before = [monitor(7, "Errors", groups={"host:a": WELL})]
    after = [monitor(7, "Errors", groups={"host:a": WELL, "host:b": ("Alert", time.time() + 9)})]
    assert '"Errors" (host:b) went red' in read(server, before, after).signals[0]
    old = [monitor(7, "Errors", groups={"host:a": WELL, "host:b": ("Alert", LONG_AGO)})]
    assert not read(server, before, old).signals


def test_a_monitor_without_groups_is_read_by_its_state(server: Datadog) -> None:
    red = monitor(7, "Errors", "Alert", overall_state_modified="2026-11-29T02:31:00+00:00")
    assert 'monitor "Errors" went red at 02:31 UTC' in read(server, [monitor(7, "Errors")], [red]).signals[0]


@pytest.mark.parametrize("state", ["No Data", "Unknown", "Skipped", "Ignored"])
def test_a_monitor_that_watches_nothing_is_not_covered(state: str, server: Datadog) -> None:
    reading = read(server, [monitor(7, "Errors", state)])
    assert reading == Reading(gaps=(f'Datadog: a monitor tells nothing ({state}): "Errors"',))


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        ({"env:production": WELL}, "no group of env:staging"),
        ({"env:production": WELL, "env:staging": ("No Data", 0.0)}, "No Data"),
    ],
    ids=["of production alone", "silent here"],
)
def test_what_watches_another_environment_alone_is_not_covered(
    groups: dict[str, tuple[str, float]], why: str, server: Datadog
) -> None:
    reading = read(server, [monitor(7, "Errors", groups=groups)])
    assert reading == Reading(gaps=(f'Datadog: a monitor tells nothing ({why}): "Errors"',))


def test_a_monitor_that_is_gone_after_the_checks_is_not_covered(server: Datadog) -> None:
    listed = [monitor(7, "Errors"), monitor(8, "Latency")]
    reading = read(server, listed, listed[1:])
    assert reading.gaps == ('Datadog: not there any more after the checks, deleted or without its tags: "Errors"',)


def test_what_a_monitor_without_groups_was_meanwhile_is_not_covered(server: Datadog) -> None:
    well = monitor(7, "Errors", overall_state_modified="2026-11-29T02:31:00+00:00")
    gaps = read(server, [monitor(7, "Errors")], [well]).gaps
    assert gaps == ('Datadog: not OK for a while, and whether it was red is not told: "Errors"',)


@pytest.mark.parametrize("ahead", [-600, 600])
def test_a_clock_that_is_wrong_here_is_seen_at_datadogs_time(ahead: int, server: Datadog) -> None:
    there = time.time() + ahead
    server.ahead = ahead
    groups = {"host:a": WELL, "host:b": ("Alert", there), "host:c": WELL}
    old = {"host:a": WELL, "host:b": ("Alert", there - 300), "host:c": WELL}
    assert read(server, [monitor(7, "E", groups={"host:a": WELL})], [monitor(7, "E", groups=groups)]).signals
    assert not read(server, [monitor(7, "E", groups={"host:a": WELL})], [monitor(7, "E", groups=old)]).signals


@pytest.mark.parametrize("watched", ["", "1"])
def test_a_round_of_a_watch_is_decided_by_no_source(
    watched: str, server: Datadog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is red from now on was so before the next round: that round would call it well again."""
    monkeypatch.setenv(WATCHED, watched)
    table = {"datadog": {"site": server.address, "decides": True}}
    staging = environment(secrets=KEYS, monitoring=table)
    server.will_say(*one(WELL, ("Alert", NOW)))
    asked = SilentFailures(Run("20261129t010413z-anyntx", tmp_path))
    asked.begin(staging, tmp_path)
    said = asked.end(staging, Attestation())
    red = ["went red at" in line for line in (*said.against, *said.notes)]
    assert (bool(said.against), red) == (not watched, [True])


def test_only_monitors_with_every_tag_are_looked_at_whatever_the_server_makes_of_them(server: Datadog) -> None:
    mine = monitor(7, "Errors", tags=("env:staging", "Service:Servio"))
    others = [monitor(8, "Other", "Alert", tags=("env:staging",)), monitor(9, "Other", "Alert", tags=("env:prod",))]
    assert read(server, [mine], [mine, *others], service="servio").notes == (
        "Datadog: none of 1 monitors of env:staging, service:servio went red",
    )
    assert server.asked[0]["monitor_tags"] == "env:staging,service:servio"
    assert server.asked[0]["group_states"] == "all"


def test_every_page_is_read_up_to_a_bound(server: Datadog) -> None:
    assert read(server, [monitor(number, "One") for number in range(250)]).notes[0].startswith("Datadog: none of 250 ")
    assert [each["page"] for each in server.asked] == ["0", "1", "2"] * 2
    assert "sampled, only the first 1000 monitors" in read(server, [monitor(n, "One") for n in range(MANY)]).gaps[0]


def test_many_red_monitors_are_a_few_lines(server: Datadog) -> None:
    signals = read(
        server, [monitor(n, "One") for n in range(9)], [monitor(n, "One", "Alert") for n in range(9)]
    ).signals
    assert len(signals) == 6
    assert signals[-1] == "Datadog: 4 more monitors went red"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, {}, "oops"), "answered 500 and no list of monitors"),
        ((200, {}, "<html>sign in</html>"), "answered 200 and no list of monitors"),
        ((302, {"Location": "https://app.datadoghq.com/"}, ""), "answered 302 and no list of monitors"),
        ((200, {}, '{"errors":[]}'), "answered 200 and no list of monitors"),
        ((200, {}, "[1]"), "answered with a list, and not of monitors"),
        ((200, {}, "[" * 9000), "answered 200 and no list of monitors"),
        ((200, {}, '[{"id":1,"name":"x","tags":["env:staging"],"state":{"groups":{"a":1}}}]'), "in another form"),
        ((429, {}, "{}"), "quota exhausted, .* answers again later"),
    ],
)
def test_an_answer_that_cannot_be_used_is_a_gap(answer: Said, why: str, server: Datadog) -> None:
    with pytest.raises(GapError, match=why):
        read(server, answer)


def test_one_that_does_not_answer_in_time_is_a_gap() -> None:
    def late(_: str) -> Said:
        time.sleep(1.0)  # noqa: TID251 - a server that is late
        return 200, {}, "[]"

    with serving(late) as address, pytest.raises(GapError, match=r"127\.0\.0\.1:\d+ does not answer in time"):
        opened("datadog", KEYS, site=address, seconds=0.5).begin()


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"DATADOG_API_KEY": "a" * 32}, "no DATADOG_APP_KEY: set it in .env.staging"),
        (KEYS | {"DATADOG_APP_KEY": "a\nb"}, "DATADOG_APP_KEY holds a space, a line end"),
    ],
)
def test_without_both_keys_nobody_is_asked(keys: dict[str, str], why: str, server: Datadog) -> None:
    server.will_say([])
    with pytest.raises(GapError, match=why):
        opened("datadog", keys, site=server.address)
    assert not server.asked
