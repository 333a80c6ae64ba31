"""Sentry as a source: the marked error first, then what is new."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from selftest.support.sentry_api import DOWN, EXHAUSTED, FORBIDDEN, RELEASE, TOKEN, Issue, Said, SentryApi, sentry_api
from servio_verify.browser.sentry import marked
from servio_verify.browser.sentry.marked import MarkedError
from servio_verify.environments.model import Environment
from servio_verify.infra.source import Place
from servio_verify.monitoring.reading import GapError, Reading, Window
from servio_verify.monitoring.sentry import look, rate
from servio_verify.monitoring.sentry import source as module
from servio_verify.monitoring.sentry.rate import Errors, is_too_many
from servio_verify.monitoring.sentry.source import SOURCE
from servio_verify.results import history
from servio_verify.run.identity import Run

BUILD = "5f3c1a9e2b7d"
NEW = Issue("TypeError: x is undefined")
ISSUES = "/api/0/organizations/servio/issues/"
EVENT = "/api/0/projects/servio/web/events/"
PROJECT = "/api/0/projects/servio/web/"
SENT = MarkedError("9ec79c33ec9942ab8353589fcb2e04dc", "staging", RELEASE, "o1.ingest.example.com", "42")


@pytest.fixture
def api() -> Iterator[SentryApi]:
    with sentry_api() as served:
        yield served


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for each in (module, look):
        monkeypatch.setattr(each, "ASKED_EVERY", 0.02)
    monkeypatch.setenv("SERVIO_HISTORY", str(tmp_path / "history.sqlite"))


def ask(
    api: SentryApi, folder: Path, sent: MarkedError | None = SENT, token: str | None = TOKEN, **settings: Any
) -> Reading:
    run = Run("20261129t010413z-anyntx", folder)
    if sent:
        marked.keep(run, sent)
    table = {"organization": "servio", "projects": ["web"], "url": api.origin, "wait": 0.3, "seconds": 0.5} | settings
    environment = Environment.model_validate(
        {
            "name": "staging",
            "web_url": "https://staging.example.com",
            "api_url": "https://staging-api.example.com",
            "monitoring": {"sentry": table},
            "secrets": {"SENTRY_AUTH_TOKEN": SecretStr(token)} if token else {},
        }
    )
    probe = SOURCE.open(Place(environment, {}))
    probe.begin()
    now = datetime.now(UTC)
    return probe.end(Window(now - timedelta(seconds=30), now, BUILD, run.id, folder))


def test_a_new_issue_of_this_release_speaks_against_the_build(api: SentryApi, tmp_path: Path) -> None:
    api.issues = [NEW]
    said = ask(api, tmp_path)
    where = f"{api.origin}/issues/4500000001/"
    assert said.signals == (f"Sentry: new issue in {BUILD}: TypeError: x is undefined (12 events, {where})",)
    assert said.gaps == ()


@pytest.mark.parametrize(
    "issue",
    [
        Issue("Error: of the release before", release="servio-web@0ddba11c0de5"),
        Issue("Error: from before the run", age=31),
        Issue("Error: of production", environment="production"),
        Issue("Error: known in production", known_elsewhere=9000),
        Issue("ServioVerifyProbe: thrown on purpose"),
        Issue("Error: Something is broken (ServioVerifyProbe)."),
        Issue("AxiosError: Request failed with status code 500", tag="servio_verify_made_up"),
    ],
    ids=lambda issue: issue.title,
)
def test_what_is_not_new_of_this_build_never_counts(issue: Issue, api: SentryApi, tmp_path: Path) -> None:
    api.issues = [issue]
    said = ask(api, tmp_path)
    assert (said.signals, said.gaps) == ((), ())
    assert f"Sentry: no new issue of {RELEASE} in the time of this run" in said.notes


@pytest.mark.parametrize("issue", [Issue("Slow query", category="performance"), Issue("Deprecated", level="warning")])
def test_what_is_no_error_is_a_note(issue: Issue, api: SentryApi, tmp_path: Path) -> None:
    api.issues = [issue]
    said = ask(api, tmp_path)
    assert said.signals == ()
    assert any(note.startswith(f"Sentry: new issue that is no error: {issue.title}") for note in said.notes)


def test_all_pages_are_read_and_the_first_issues_are_told(api: SentryApi, tmp_path: Path) -> None:
    api.issues = [Issue(f"Error: {number} for joe@example.com " + "x" * 200) for number in range(250)]
    said = ask(api, tmp_path)
    assert said.signals[-1] == f"Sentry: 245 more new issues in {BUILD}"
    assert len(said.signals) == 6
    assert max(map(len, said.signals)) <= 160
    assert "example.com " not in said.signals[0]


def test_more_pages_than_are_read_are_a_sample(api: SentryApi, tmp_path: Path) -> None:
    api.issues = [NEW] * 501
    assert ask(api, tmp_path).gaps == ("Sentry: sampled, only the first 500 issues were read",)


def test_where_not_all_was_read_no_issue_is_not_said(api: SentryApi, tmp_path: Path) -> None:
    api.instead = {ISSUES: (200, {"Link": '<x>; rel="next"; cursor="0:100:0"; results="true"'}, [])}
    said = ask(api, tmp_path)
    assert said.gaps == ("Sentry: sampled, only the first 0 issues were read",)
    assert not [note for note in said.notes if "no new issue" in note]


@pytest.mark.parametrize("told", [{"detail": "sign in"}, {"eventID": "0" * 32}])
def test_another_event_is_not_the_marked_error(told: dict[str, str], api: SentryApi, tmp_path: Path) -> None:
    api.instead = {EVENT: (200, {}, told)}
    assert ask(api, tmp_path).gaps[0].startswith("Sentry: late, the marked error of this run did not arrive")


def test_the_marked_error_is_waited_for(api: SentryApi, tmp_path: Path) -> None:
    api.late = 3
    said = ask(api, tmp_path)
    assert said.gaps == ()
    assert sum(EVENT in path for path in api.asked) == 4


@pytest.mark.parametrize(
    ("sent", "late", "gap"),
    [
        (SENT, 999, "Sentry: late, the marked error of this run did not arrive within 0.3 s, so that no issue is new"),
        (None, 0, "Sentry: no page sent the marked error in this run, so that no issue is new means nothing"),
        (
            MarkedError("9ec79c33ec99", "staging", RELEASE, "o1.ingest.example.com", "43"),
            0,
            "Sentry: wrong project, the pages report to project 43, [monitoring.sentry] names web (42)",
        ),
    ],
)
def test_without_the_marked_error_nothing_is_well(
    sent: MarkedError | None, late: int, gap: str, api: SentryApi, tmp_path: Path
) -> None:
    api.late = late
    said = ask(api, tmp_path, sent)
    assert said.signals == ()
    assert len(said.gaps) == 1
    assert said.gaps[0].startswith(gap)
    assert not [note for note in said.notes if "no new issue" in note]


def test_without_a_release_new_issues_do_not_count(api: SentryApi, tmp_path: Path) -> None:
    api.issues = [NEW]
    said = ask(api, tmp_path, MarkedError(SENT.id, "staging", "", SENT.host, "42"))
    assert said.signals == ()
    assert said.gaps == ("Sentry: no release is set, so they may be of another build: new issues do not count (1)",)
    assert any("TypeError" in note for note in said.notes)


def test_the_name_of_a_release_can_be_set(api: SentryApi, tmp_path: Path) -> None:
    api.issues = [Issue("Error: one", release=f"api@{BUILD}"), NEW]
    said = ask(api, tmp_path, release="api@{build}")
    assert [line.partition("Error: ")[2][:3] for line in said.signals] == ["one"]


@pytest.mark.parametrize(
    ("came", "told"),
    [
        (1, "Sentry: the error that the API threw on purpose is there"),
        (0, "Sentry: late, the error that the API threw on purpose did not arrive within 0.3 s: its errors may not be"),
    ],
)
def test_the_error_of_the_api_is_waited_for_and_is_no_new_issue(
    came: int, told: str, api: SentryApi, tmp_path: Path
) -> None:
    api.of_api = came
    api.issues = [Issue("Error: on purpose", url="https://staging-api.example.com/api/v1/throw")]
    marked.keep_api_error(Run("20261129t010413z-anyntx", tmp_path), "/api/v1/throw")
    said = ask(api, tmp_path, api_error="/api/v1/throw")
    assert said.signals == ()
    assert [line for line in (*said.gaps, *said.notes) if line.startswith(told)]
    assert len(said.gaps) == 1 - came


def test_what_is_back_is_a_note(api: SentryApi, tmp_path: Path) -> None:
    api.issues = [Issue("Error: old", age=9000, regressed=True)]
    said = ask(api, tmp_path)
    assert "Sentry: 1 issues that had been resolved are seen again: WEB-1" in said.notes


@pytest.mark.parametrize(
    ("at", "instead", "gap"),
    [
        (PROJECT, FORBIDDEN, r"SENTRY_AUTH_TOKEN may not read servio \(403\): it needs org:read, project:read, event:"),
        (PROJECT, EXHAUSTED, r"quota exhausted, 127\S+ answers again in 17 s"),
        (PROJECT, DOWN, r"could not be read, 127\S+ answered 503"),
        (PROJECT, (404, {}, {"detail": "no"}), "wrong project, servio has no web that the token may see"),
        (PROJECT, (302, {"Location": "/auth/login/"}, ""), r"answered 302: is url of \[monitoring.sentry\] right"),
        (PROJECT, (200, {"Content-Type": "text/html"}, "<html>"), "answered no JSON: is url"),
        (PROJECT, (200, {}, []), "answered with something else than was asked for"),
        (EVENT, DOWN, r"could not be read, 127\S+ answered 503"),
    ],
)
def test_what_cannot_be_read_is_a_line(at: str, instead: Said, gap: str, api: SentryApi, tmp_path: Path) -> None:
    api.instead = {at: instead}
    with pytest.raises(GapError, match=gap):
        ask(api, tmp_path)


@pytest.mark.parametrize("instead", [DOWN, EXHAUSTED, (200, {}, {"a": 1}), (200, {}, [{"firstSeen": "x"}])])
def test_what_was_read_before_something_could_not_be_is_kept(instead: Said, api: SentryApi, tmp_path: Path) -> None:
    api.instead = {ISSUES: instead}
    said = ask(api, tmp_path)
    assert (len(said.gaps), len(said.notes), said.signals) == (1, 1, ())


@pytest.mark.parametrize(
    ("token", "gap"),
    [
        (None, "no SENTRY_AUTH_TOKEN: set it in .env.staging"),
        ("wrong", r"refuses SENTRY_AUTH_TOKEN \(401\): is it one of servio, and still valid"),
        ("two words\n", "holds a space, a line end"),
    ],
)
def test_a_token_that_cannot_be_used_is_a_line_without_it(
    token: str | None, gap: str, api: SentryApi, tmp_path: Path
) -> None:
    with pytest.raises(GapError, match=gap) as caught:
        ask(api, tmp_path, token=token)
    assert not token or token not in str(caught.value)


def test_an_api_that_does_not_answer_takes_as_long_as_one_answer(api: SentryApi, tmp_path: Path) -> None:
    api.silent = True
    began = datetime.now(UTC)
    with pytest.raises(GapError, match="does not answer in time"):
        ask(api, tmp_path)
    assert (datetime.now(UTC) - began).total_seconds() < 1.0


@pytest.mark.parametrize(
    ("now", "then", "many"),
    [
        (Errors(30, 60), Errors(9, 60), True),
        (Errors(9, 60), Errors(0, 60), False),
        (Errors(30, 60), Errors(10, 60), False),
    ],
)
def test_many_more_errors_than_at_the_last_go_are_too_many(now: Errors, then: Errors, many: bool) -> None:
    assert is_too_many(now, then) is many


@pytest.mark.parametrize(
    "table",
    [
        {"organization": "Servio Inc"},
        {"projects": []},
        {"url": "http://sentry.example.com"},
        {"release": "1.4"},
        {"api_error": "throw?a=b"},
    ],
)
def test_settings_that_cannot_be_right_are_refused(table: dict[str, Any], api: SentryApi, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=next(iter(table))):
        ask(api, tmp_path, **table)


def test_the_last_go_that_asked_sentry_is_compared_with(tmp_path: Path) -> None:
    place = tmp_path / "history.sqlite"
    assert rate.of_last_go("staging", place) is None
    with history.opened(place):
        pass
    runs = [("1", "staging", "GO"), ("2", "staging", "NO-GO"), ("3", "production", "GO"), ("4", "staging", "GO")]
    with closing(sqlite3.connect(place)) as connection, connection as change:
        for run, environment, verdict in runs:
            change.execute("INSERT INTO runs (run, environment, verdict) VALUES (?, ?, ?)", (run, environment, verdict))
    for run, environment, _ in runs[:3]:
        rate.keep(run, environment, Errors(int(run), 60), place)
    assert rate.of_last_go("staging", place) == Errors(1, 60)


def test_many_more_errors_speak_against_the_build(
    api: SentryApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.errors = 30
    assert "Sentry: 30 errors in 30 s, 60.0 a minute" in ask(api, tmp_path).notes
    monkeypatch.setattr(rate, "of_last_go", lambda _: Errors(1, 60))
    assert ask(api, tmp_path).signals == ("Sentry: 30 errors in 30 s, 60.0 a minute; at the last GO 1.0 a minute",)
