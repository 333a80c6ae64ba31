"""What becomes of an error that is thrown in a page with Sentry's own SDK (from npm)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from selftest.support import sentry_sdk
from selftest.support.browsers import chromium
from selftest.support.sentry_sink import Sink, page, sink
from servio_verify.browser.sentry import envelope, marking, probe
from servio_verify.browser.sentry.outcome import dropped_besides, judge
from servio_verify.browser.sentry.probe import Reports, Thrown
from servio_verify.run.polling import wait_until

RUN = "20261129t010413z-anyntx"
OTHERS = ("8.55.2", "9.47.2", "10.78.0")
QUOTA = "60:default;error;security:organization:quota_exceeded"
NO_PROJECT = "event submission rejected with_reason: ProjectId"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def throw(browser: Browser, pytestconfig: pytest.Config) -> Iterator[Callable[..., Thrown]]:
    """Throw in a page with this SDK and these options, which may only report where `allows` lets it."""
    contexts = []

    def thrown(to: Sink, init: str = "", *, allows: str = "*", version: str = sentry_sdk.PINNED) -> Thrown:
        script: Path = sentry_sdk.bundle(pytestconfig, version)
        told = f'dsn: "{to.dsn}", environment: "staging", release: "5f3c1a9e2b7d", {init}'
        with page(script, told, f"default-src 'self'; connect-src {allows}") as address:
            context = browser.new_context()
            contexts.append(context)
            marking.mark(context, RUN)
            opened = context.new_page()
            reports = Reports(opened)
            opened.goto(address)
            return probe.throw(opened, reports)

    yield thrown
    for context in contexts:
        context.close()


@dataclass(frozen=True)
class Row:
    """A situation; `dsn` is what the deployment says, `{dsn}` being that of the page.

    Where nothing `leaves`, it is not worth the whole wait; where something does, a busy machine may need it.
    """

    name: str
    wrong: str = ""
    unproven: str = ""
    init: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    allows: str = "*"
    dsn: str = ""
    besides: str = ""
    leaves: bool = True


OFF = "Sentry's client is switched off"
DEAF = "integrations: all => all.filter(each => each.name !== 'GlobalHandlers')"
DUMB = "transport: () => ({send: async () => ({}), flush: async () => true})"
TRACED = "tracesSampleRate: 1, integrations: [Sentry.browserTracingIntegration({idleTimeout: 100})]"
ROWS = [
    Row("it arrives"),
    Row("it arrives, and the deployment says where", dsn="{dsn}"),
    Row("the page has the DSN of another environment", "reports to project 42 of 127.0.0.1", dsn="{dsn}7"),
    Row("the policy of the page keeps it in", "policy (connect-src) keeps Sentry", allows="'self'"),
    Row("the project is disabled", f"answers 403: {NO_PROJECT}", answers={"status": 403, "detail": NO_PROJECT}),
    Row("the quota is exhausted", "", "quota exhausted", answers={"status": 429, "limits": QUOTA}),
    Row("the rate is limited, and by what is not said", "", "quota exhausted", answers={"status": 429}),
    Row("other things than errors are dropped", answers={"limits": "60:replay:project:q"}, besides="for replay"),
    Row("Sentry is down", "", "Sentry is not well: project 42", answers={"status": 503}),
    Row("sampled, and some leave", init="sampleRate: 0.999"),
    Row("sampled, and none leaves", "", "sampleRate 0.0001, none of 20", "sampleRate: 0.0001", leaves=False),
    Row("switched off", "", f"{OFF} (enabled: false)", "enabled: false"),
    Row("switched off, though there is a DSN", f"{OFF} (enabled: false), though", init="enabled: false", dsn="{dsn}"),
    Row("no DSN", "", f"{OFF} (no DSN)", "dsn: undefined"),
    Row("no DSN, though the deployment has one", f"{OFF} (no DSN), though", init="dsn: undefined", dsn="{dsn}"),
    Row("what is reported is filtered", "", "the marked error (beforeSend)", "beforeSend: () => null", leaves=False),
    Row("pages of other origins are filtered", init="allowUrls: [location.origin]"),
    Row("no uncaught errors", "", "no uncaught error", DEAF, leaves=False),
    Row("a transport that sends nothing", "never leaves", init=DUMB, leaves=False),
    Row("a tunnel of the app's own", init="tunnel: new URL(TUNNEL).href", dsn="{dsn}"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_became_of_it_is_said(row: Row, throw: Callable[..., Thrown], monkeypatch: pytest.MonkeyPatch) -> None:
    if not row.leaves:
        monkeypatch.setattr(probe, "LEAVES_SECONDS", 1.0)
    with sink(**row.answers) as to:
        init = row.init.replace("TUNNEL", f'"{to.origin}/monitoring"')
        thrown = throw(to, init, allows=row.allows)
        outcome = judge(thrown, row.dsn.replace("{dsn}", to.dsn) or None)
    assert bool(outcome.wrong) == bool(row.wrong), outcome
    assert row.wrong in outcome.wrong
    assert bool(outcome.unproven) == bool(row.unproven), outcome
    assert row.unproven in outcome.unproven
    assert row.besides in "".join(dropped_besides(thrown))


def test_an_answer_that_does_not_come_is_no_fault_of_the_page(
    throw: Callable[..., Thrown], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "ANSWERED_SECONDS", 0.5)
    with sink() as to:
        to.open.clear()
        outcome = judge(throw(to), None)
    assert (outcome.wrong, "cannot be reached" in outcome.unproven) == ("", True), outcome


def marks(came: list[bytes]) -> dict[str, set[bool]]:
    """Return by the type of what came whether it has the mark."""
    found: dict[str, set[bool]] = {}
    for body in came:
        sent = envelope.parse(body)
        for header, _ in sent.items if sent else ():
            found.setdefault(str(header["type"]), set()).add(RUN.encode() in body)
    return found


@pytest.mark.parametrize(
    "version", [sentry_sdk.PINNED, *(pytest.param(other, marks=pytest.mark.tools) for other in OTHERS)]
)
def test_errors_and_traces_are_marked_and_sessions_cannot_be(throw: Callable[..., Thrown], version: str) -> None:
    with sink() as to:
        thrown = throw(to, TRACED, version=version)
        found = wait_until(lambda: {"transaction", "span"} & set(marks(to.came)) and marks(to.came), 10)
    assert thrown.report
    assert thrown.report.marked
    assert dict(thrown.report.marked.tags) == {"servio_verify": RUN}
    assert found, "no trace came"
    assert found.pop("session") == {False}
    assert set(map(frozenset, found.values())) == {frozenset({True})}
