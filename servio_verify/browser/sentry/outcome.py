"""Judgement of the marked error: what is wrong for certain, and what is not proven."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from servio_verify.browser.sentry.address import SentryAddress
from servio_verify.browser.sentry.envelope import PROBE
from servio_verify.browser.sentry.limits import limited
from servio_verify.browser.sentry.probe import ANSWERED_SECONDS, Report, Thrown
from servio_verify.browser.sentry.running import RunningClient
from servio_verify.failures.intermediary import intermediary

DSN = "NEXT_PUBLIC_SENTRY_DSN"


@dataclass(frozen=True)
class Outcome:
    """`wrong` is a defect of the deployment, `unproven` why nothing can be said; both empty where the error arrived."""

    wrong: str = ""
    unproven: str = ""


def judge(thrown: Thrown, dsn: str | None) -> Outcome:
    """Return what the marked error shows; `dsn` is the one that the deployment says its pages have."""
    if thrown.report is None:
        return _did_not_leave(thrown, dsn)
    where = thrown.report.address
    if where and dsn and (told := SentryAddress.of_dsn(dsn)) and where != told:
        return Outcome(f"Sentry's client reports to {where}, not to {told} as {DSN} says")
    return _answered(thrown.report)


def _did_not_leave(thrown: Thrown, dsn: str | None) -> Outcome:
    if thrown.kept_in:
        return Outcome("the page's policy (connect-src) keeps Sentry from reporting: a thrown error never left")
    if thrown.limits:
        return Outcome(unproven=f"Sentry quota exhausted: errors are dropped for now ({thrown.limits})")
    off = "no client of Sentry's runs in the page"
    if thrown.client is not None:
        off = f"Sentry's client is switched off ({thrown.client.is_off})" if thrown.client.is_off else ""
    if off and dsn:
        return Outcome(f"{off}, though {DSN} is set: no error is reported")
    if off or thrown.client is None:
        return Outcome(unproven=off)
    return _kept_back(thrown.client, thrown.times)


def _kept_back(client: RunningClient, times: int) -> Outcome:
    if client.rate < 1:
        return Outcome(unproven=f"Sentry sampled: sampleRate {client.rate:g}, none of {times} thrown errors left")
    if client.drops:
        why = f"Sentry's client drops the marked error ({', '.join(client.drops)})"
        return Outcome(unproven=f"{why}: let {PROBE} pass there, and it shows that errors arrive")
    if not client.hears:
        return Outcome(unproven="Sentry's client listens to no uncaught error (it has no GlobalHandlers)")
    return Outcome("an error thrown in a page never leaves for Sentry, though its client is on and drops nothing")


def _answered(report: Report) -> Outcome:
    where = report.address or "its host"
    if report.status is None:
        why = report.failure or f"no answer within {ANSWERED_SECONDS:g} s"
        return Outcome(unproven=f"Sentry cannot be reached from this browser ({where}): {why}")
    if 200 <= report.status < 300:
        return Outcome()
    if who := intermediary(report.url, report.status, report.headers, report.body):
        return Outcome(unproven=f"Sentry was not asked: {who}")
    if report.status == 429:
        return Outcome(unproven=f"Sentry quota exhausted: {where} answers 429, errors are dropped for now")
    if 400 <= report.status < 500:
        more = f": {why}" if (why := _reason(report.body)) else ""
        return Outcome(f"Sentry refuses what the pages report: {where} answers {report.status}{more}")
    return Outcome(unproven=f"Sentry is not well: {where} answers {report.status}")


def _reason(body: str) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    detail = told.get("detail") if isinstance(told, dict) else None
    return detail[:60] if isinstance(detail, str) else ""


def dropped_besides(thrown: Thrown) -> Iterator[str]:
    """Yield a line for each limit that Sentry told when it took the error: what else it drops for now."""
    report = thrown.report
    if report is not None and report.status is not None and 200 <= report.status < 300:
        for what, why in limited(report.status, report.headers).items():
            yield f"Sentry quota exhausted for {what} ({why}): these are dropped for now"
