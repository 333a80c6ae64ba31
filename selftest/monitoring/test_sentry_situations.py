"""Situations of Sentry: errors that do not arrive, and what its API says of those that do."""

from pathlib import Path
from typing import Any

import pytest

from selftest.monitoring.situations import EVERYTHING_PASSED, GO, NO_GO, Row, Staged, assert_ends_as_said
from selftest.support import sentry_sdk
from selftest.support.processes import ROOT, Verify
from selftest.support.sentry_api import DOWN, EXHAUSTED, TOKEN, Issue, sentry_api
from selftest.support.sentry_sink import sink
from selftest.support.styles import project_for

DECIDES = (
    '[monitoring.sentry]\norganization = "servio"\nprojects = ["web"]\nurl = "{sentry}"\ndecides = true\nwait = 1\n'
)
SENT = """
from servio_verify.browser.sentry import marked

def test_an_error_was_sent(run):
    error = marked.MarkedError("9ec79c33ec9942ab8353589fcb2e04dc", "staging", "servio-web@5f3c1a9e2b7d", "host", "{}")
    marked.keep(run, error)
"""
TO_WEB, TO_OTHER = SENT.format(42), SENT.format(43)
PROJECT, ISSUES = "/api/0/projects/servio/web/", "/api/0/organizations/servio/issues/"
QUOTA = {"status": 429, "limits": "60:default;error;security:organization:quota_exceeded"}
NO_PROJECT = {"status": 403, "detail": "event submission rejected with_reason: ProjectId"}
NEW, OLD = Issue("TypeError: x is undefined"), Issue("TypeError: x is undefined", age=3600)
BEFORE = Issue("TypeError: x is undefined", release="servio-web@0ddba11c0de5")


def told(name: str, *also: str, checks: str = TO_WEB, never: tuple[str, ...] = (), **api: Any) -> Row:
    """Return the row of a healthy build of which Sentry's API tells this."""
    return Row(name, GO, EVERYTHING_PASSED, DECIDES, also, never, checks, source=api)


OF_THE_API = [
    told("the marked error arrives, and no issue is new", "Sentry: no new issue of servio-web@5f3c1a9e2b7d"),
    Row(
        "a new issue of this release",
        NO_GO,
        r"^- Sentry: new issue in 5f3c1a9e2b7d: TypeError: x is undefined \(12 events, http\S+/issues/4500000001/\)",
        DECIDES,
        checks=TO_WEB,
        source={"issues": [NEW]},
    ),
    told("a new issue of the release before", "Sentry: no new issue", never=("TypeError",), issues=[BEFORE]),
    told("an issue from before the run", "Sentry: no new issue", never=("TypeError",), issues=[OLD]),
    told(
        "the marked error is late",
        "not covered: Sentry: late, the marked error of this run did not arrive within 1 s",
        never=("no new issue",),
        late=999,
    ),
    told("Sentry's API is down", r"not covered: Sentry: could not be read, \S+ answered 503", instead={PROJECT: DOWN}),
    told("the quota of Sentry's API is exhausted", "quota exhausted, .* in 17 s", instead={ISSUES: EXHAUSTED}),
    told(
        "Sentry has no such project", "not covered: Sentry: wrong project, servio has no web", projects={"other": "42"}
    ),
    told(
        "the pages report to another project",
        r"not covered: Sentry: wrong project, the pages report to project 43, .* names web \(42\)",
        checks=TO_OTHER,
    ),
    told(
        "the token of Sentry is wrong",
        r"not covered: Sentry: \S+ refuses SENTRY_AUTH_TOKEN \(401\)",
        instead={PROJECT: (401, {}, {"detail": "Invalid token"})},
    ),
    told(
        "no error left a page",
        "not covered: Sentry: no page sent the marked error in this run",
        checks='def test_health(web):\n    assert web.get("/health").status_code == 200\n',
    ),
]
NEVER = "Sentry's client is switched off"
OF_THE_PAGES = [
    Row(
        "an error of a page arrives at Sentry, and is read back from there",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=("Sentry: the marked error of this run was there", "Sentry: no new issue of 5f3c1a9e2b7d"),
        never=("not covered: Sentry",),
    ),
    Row(
        "the DSN is missing",
        NO_GO,
        rf"{NEVER} \(no DSN\), though NEXT_PUBLIC_SENTRY_DSN is",
        source={"init": "dsn: ''"},
    ),
    Row(
        "the DSN is another environment's", NO_GO, "reports to project 42 of .*, not to project 7", source={"dsn": "7"}
    ),
    Row(
        "the page's own policy keeps Sentry in",
        NO_GO,
        r"policy \(connect-src\) keeps Sentry from reporting",
        source={"init": "dsn: 'http://0123456789abcdef0123456789abcdef@localhost:9/42'", "dsn": ""},
    ),
    Row("Sentry refuses what the pages report", NO_GO, "answers 403: event submission", source={"sink": NO_PROJECT}),
    Row(
        "Sentry's quota is exhausted",
        GO,
        "passed, 0 failed",
        also=("not covered: Sentry quota",),
        source={"sink": QUOTA},
    ),
    Row(
        "errors are sampled",
        GO,
        "passed, 0 failed",
        also=("not covered: Sentry sampled: sampleRate 1e-06, none of 20",),
        source={"init": "sampleRate: 0.000001"},
    ),
    Row("Sentry's client is switched off", NO_GO, rf"{NEVER} \(enabled: false\)", source={"init": "enabled: false"}),
    Row(
        "no release is set",
        GO,
        "passed, 0 failed",
        also=("not covered: Sentry: an error's release is told nowhere",),
        source={"init": "release: undefined"},
    ),
    Row(
        "an error is told as another build's",
        NO_GO,
        "of the release 0ddba11c0de5",
        source={"init": "release: '0ddba11c0de5'"},
    ),
]
ROWS = [*OF_THE_API, *OF_THE_PAGES]
ONE = OF_THE_API[1].name
"""The row that is tried with every test; `make test-monitoring` tries all."""


def as_parameters(rows: list[Row]) -> list[Any]:
    marks: dict[str, list[pytest.MarkDecorator]] = {ONE: []}
    return [pytest.param(row, id=row.name, marks=marks.get(row.name, [pytest.mark.tools])) for row in rows]


@pytest.mark.parametrize("row", as_parameters(OF_THE_API))
def test_what_the_api_tells_ends_with_its_verdict(row: Row, staged: Staged) -> None:
    with sentry_api(**row.source or {}) as api:
        staged(row, places={"sentry": api.origin}, SENTRY_AUTH_TOKEN=TOKEN)


@pytest.mark.parametrize("row", as_parameters(OF_THE_PAGES))
def test_what_the_pages_do_ends_with_its_verdict(
    row: Row, verify: Verify, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    source = row.source or {}
    with sink(**source.get("sink", {})) as to, sentry_api(came=to.came) as api:
        told = {"--sentry-sdk": str(sentry_sdk.bundle(pytestconfig)), "--sentry-dsn": to.dsn}
        options = [part for pair in told.items() for part in pair] + [f"--sentry-options={source.get('init', '')}"]
        project = project_for(tmp_path / "project", "sentry", options=tuple(options))
        with (project / "environments/local.toml").open("a") as local:
            local.write(row.table.format(sentry=api.origin))
        dsn = f"{to.dsn[:-2]}{source['dsn']}" if source.get("dsn") else "" if "dsn" in source else to.dsn
        settings = {"NEXT_PUBLIC_SENTRY_DSN": dsn, "SENTRY_AUTH_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)}
        ended = verify("-m", "smoke", "-k", "error_of_a_page or title_names", cwd=project, **settings)
    assert_ends_as_said(row, ended)
