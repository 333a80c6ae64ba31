"""Lines of a watch, for the terminal and for Slack. Times are UTC."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from servio_verify.reporting import slack
from servio_verify.results.verdict import Verdict
from servio_verify.watching.changes import Change
from servio_verify.watching.rounds import Round

LONGEST = 160
CHECKS_NAMED = 5
_DAY = 24 * 60 * 60


def cut(line: str) -> str:
    """Return the line, at most so long that it is read at night."""
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def of_round(it: Round) -> str:
    """Return the line of one round."""
    said = f"{it.counts.get('passed', 0)} checks passed" if it.verdict is Verdict.GO else it.reason
    return cut(f"{it.began:%H:%M:%S}  {it.verdict:<12}  {it.seconds:5.1f} s  {said}")


def skipped(why: str) -> str:
    """Return the line of a round that did not take place."""
    return cut(f"{datetime.now(UTC):%H:%M:%S}  skipped       {why}")


def head(change: Change) -> str:
    """Return what changed, in one line."""
    now = change.now
    if change.before is None:
        return f"{now.verdict} from the first round on, since {_at(change.since)}"
    if now.verdict is Verdict.GO:
        return f"{change.before.verdict} → GO since {_at(change.since)}: {_was(change)}"
    return f"{change.before.verdict} → {now.verdict} since {_at(change.since)}"


def details(change: Change) -> Iterator[str]:
    """Yield what else is to be known of a change: what failed, for how long it was otherwise, and where to look."""
    now, before = change.now, change.before
    names = [check.removeprefix("tests/") for check in now.failed[:CHECKS_NAMED]]
    if names:
        more = len(now.failed) - len(names)
        yield f"failed: {', '.join(names)}" + (f" and {more} more" if more else "")
    told = [_was(change)] if before and now.verdict is not Verdict.GO else []
    if another := another_build(before.build if before else None, now.build):
        told.append(another)
    elif now.build:
        told.append(f"build {now.build[:12]}")
    if told:
        yield "; ".join(told)
    if now.folder:
        yield f"evidence: {os.path.relpath(now.folder)}"


def another_build(before: str | None, now: str | None) -> str:
    """Return the line for a build that is another one than before; empty where it is not, or not known."""
    if not before or not now or before == now:
        return ""
    return f"the build is another: {before[:12]} → {now[:12]}"


def message(change: Change, environment: str, host: str) -> dict[str, object]:
    """Return the message for Slack."""
    verdict, reason = change.now.verdict, change.now.reason
    line = head(change) if verdict is Verdict.GO else f"{head(change)}: {reason}"
    lines = [line, *details(change), f"seen from {host}"]
    return slack.made_of(verdict, f"{environment}: {line}", f"{environment} is {verdict}", lines)


def span(seconds: float) -> str:
    """Return a time span as people say it: 45 s, 12 min, 3 h 5 min, 2 d 1 h."""
    whole = timedelta(seconds=round(seconds))
    hours, minutes = divmod(int(whole.total_seconds()) // 60, 60)
    if hours >= _DAY // 3600:
        return f"{hours // 24} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{whole.seconds} s"


def _was(change: Change) -> str:
    before = change.before
    if before is None:
        return ""
    rounds = "1 round" if before.rounds == 1 else f"{before.rounds} rounds"
    return f"it was {before.verdict} for {span((change.since - before.since).total_seconds())} ({rounds})"


def _at(moment: datetime) -> str:
    return f"{moment:%H:%M:%S} UTC"
