"""Look at Sentry's issues and errors in the time of a run: of this environment, and of the release of this build."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servio_verify.browser.sentry.envelope import MADE_UP, PROBE
from servio_verify.environments.model import Environment
from servio_verify.environments.monitoring import SentrySettings
from servio_verify.monitoring.reading import GapError, Window
from servio_verify.monitoring.sentry import rate
from servio_verify.monitoring.sentry.api import Api
from servio_verify.monitoring.sentry.issues import lines, new_ones
from servio_verify.monitoring.sentry.rate import Errors
from servio_verify.monitoring.sentry.said import CALLED, Arrival, Said
from servio_verify.run.polling import wait_until

ASKED_EVERY = 1.0
"""Seconds between two looks for what has not arrived yet."""


@dataclass(frozen=True)
class Look:
    """One look; `projects` are their numbers."""

    api: Api
    settings: SentrySettings
    environment: Environment
    projects: tuple[str, ...]

    def read(self, window: Window, arrival: Arrival, said: Said) -> None:
        """Add what is new, what is back, and how many errors there were. Raises GapError."""
        since, release = window.begins + self.api.ahead, self._release(arrival, window)
        found = self._new(window, release, since, said)
        self._returned(release, since, said)
        if not (found or said.gaps):
            said.notes.append(
                f"{CALLED}: no new issue {f'of {release[:40]} ' if release else ''}in the time of this run"
            )
        self._count(window, release, since, said)

    def await_api_error(self, path: str, since: datetime, said: Said, wait: float) -> None:
        """Wait for the error that the API threw on purpose at this path, so many seconds. Raises GapError."""
        if not path:
            return
        asked = {**self._where(since), "query": f'url:"*{path}"'}
        if wait_until(lambda: self._counted(asked), wait, every=ASKED_EVERY):
            said.notes.append(f"{CALLED}: the error that the API threw on purpose is there")
        else:
            late = f"the error that the API threw on purpose did not arrive within {self.settings.wait:g} s"
            said.gaps.append(f"{CALLED}: late, {late}: its errors may not be reported")

    def _new(self, window: Window, release: str, since: datetime, said: Said) -> bool:
        found = new_ones(self._issues(f"firstSeen:>={_time(since)}", release, since, said), since)
        grave = [issue for issue in found if issue.is_grave]
        told = list(lines(grave, f"in {(window.build or 'this build')[:12]}"))
        if told and not release:
            why = "no release is set, so they may be of another build: new issues do not count"
            said.gaps.append(f"{CALLED}: {why} ({len(grave)})")
        (said.signals if release else said.notes).extend(told)
        said.notes += lines([issue for issue in found if not issue.is_grave], "that is no error")
        return bool(found)

    def _release(self, arrival: Arrival, window: Window) -> str:
        """Return the release of this build: as the environment's file forms it, else as the pages name it."""
        if self.settings.release and window.build:
            return self.settings.release.replace("{build}", window.build)
        return arrival.error.release if arrival.error else ""

    def _returned(self, release: str, since: datetime, said: Said) -> None:
        if back := self._issues(f"is:regressed lastSeen:>={_time(since)}", release, since, said):
            names = ", ".join(str(each.get("shortId")) for each in back[:3])
            said.notes.append(f"{CALLED}: {len(back)} issues that had been resolved are seen again: {names}")

    def _count(self, window: Window, release: str, since: datetime, said: Said) -> None:
        count = self._counted({**self._where(since), "query": self._query("", release)})
        now = Errors(count, (window.ends - window.begins).total_seconds())
        then = rate.of_last_go(self.environment.name)
        many = bool(release and then and rate.is_too_many(now, then))
        (said.signals if many else said.notes).append(rate.sentence(now, then))
        rate.keep(window.run, self.environment.name, now)

    def _counted(self, asked: Mapping[str, str | list[str]]) -> int:
        fields = {"dataset": "errors", "field": "count()"}
        rows = self.api.one(f"/organizations/{self.settings.organization}/events/", {**asked, **fields}).get("data")
        first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
        count = first.get("count()")
        if not isinstance(count, int):
            raise GapError(f"could not be read, {self.api.host} told no count of errors")
        return count

    def _issues(self, words: str, release: str, since: datetime, said: Said) -> list[dict[str, Any]]:
        asked = {**self._where(since), "query": self._query(words, release)}
        listed, cut = self.api.listed(f"/organizations/{self.settings.organization}/issues/", asked)
        if cut and (sampled := f"{CALLED}: sampled, only the first {len(listed)} issues were read") not in said.gaps:
            said.gaps.append(sampled)
        return listed

    def _where(self, since: datetime) -> dict[str, str | list[str]]:
        return {
            "project": [*self.projects],
            "environment": self.environment.own_word,
            "start": _time(since),
            "end": _time(datetime.now(UTC) + self.api.ahead),
        }

    def _query(self, words: str, release: str) -> str:
        """Return a search of Sentry's (docs.sentry.io, Search) for what is of this release and not the suite's own."""
        of_release = f'release:"{release}"' if release else ""
        of_api = f'!url:"*{self.settings.api_error}"' if self.settings.api_error else ""
        return " ".join(filter(None, [words, of_release, f"!error.type:{PROBE}", f"!has:{MADE_UP}", of_api]))


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S}"
