"""Witness of the marked error: throws it in a page of its own, and keeps what was seen and what is to be said."""

from dataclasses import dataclass

from servio_verify.browser.sentry import marked
from servio_verify.browser.sentry.envelope import Event
from servio_verify.browser.sentry.marked import MarkedError
from servio_verify.browser.sentry.outcome import Outcome, dropped_besides, judge
from servio_verify.browser.sentry.probe import Report, Reports, throw
from servio_verify.browser.visit import Visit
from servio_verify.environments.model import Environment
from servio_verify.run.identity import Run
from servio_verify.traffic import observations


@dataclass(frozen=True)
class Witness:
    """The page in which it was thrown, what is to be said, and the error as it left (None where it did not)."""

    visit: Visit
    outcome: Outcome
    event: Event | None


def throw_in(visit: Visit, path: str, environment: Environment, run: Run) -> Witness:
    """Open this page, throw the marked error in it, and see it leave and be answered.

    What Sentry took is noted for the end of the run, which asks for it there.
    """
    reports = Reports(visit.page)
    thrown = throw(visit.open(path).page, reports)
    outcome = judge(thrown, environment.sentry_dsn)
    report = thrown.report
    event = report.marked if report else None
    if report and event and not (outcome.wrong or outcome.unproven):
        marked.keep(run, _marked(report, event))
    for line in dropped_besides(thrown):
        observations.note_not_covered(line)
    return Witness(visit, outcome, event)


def _marked(report: Report, event: Event) -> MarkedError:
    where = report.address
    host, project = (where.host, where.project) if where else ("", "")
    return MarkedError(event.id, event.environment, event.release, host, project)
