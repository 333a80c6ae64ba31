"""Source of Sentry: whether the marked error of this run arrived there, then which issues are new.

Without the marked error, "no new issue" says nothing. What was there before the run, or is of another release, never
counts.
"""

from time import monotonic

from servio_verify.browser.sentry import marked
from servio_verify.environments.monitoring import SentrySettings
from servio_verify.infra.source import Place, UnreachableError, UnreadableError
from servio_verify.monitoring.reading import GapError, Reading, Window
from servio_verify.monitoring.sentry.api import Api, NotThereError
from servio_verify.monitoring.sentry.look import ASKED_EVERY, Look
from servio_verify.monitoring.sentry.said import CALLED, MEANS_NOTHING, Arrival, Said
from servio_verify.monitoring.source import Source
from servio_verify.run.polling import wait_until


class SentryProbe:
    """Sentry in one run: its projects before the checks, its issues after them."""

    def __init__(self, place: Place, settings: SentrySettings) -> None:
        self._environment = place.environment
        self._settings = settings
        self._projects: dict[str, str] = {}
        try:
            self._api = Api.of(place, settings)
        except (UnreachableError, UnreadableError) as error:
            raise GapError(str(error)) from None

    def begin(self) -> None:
        """See that the projects are there and that the token may read them."""
        try:
            self._projects = {self._number(name): name for name in self._settings.projects}
        except GapError:
            self._api.close()
            raise

    def end(self, window: Window) -> Reading:
        """Say whether errors arrive, which issues are new, and how many errors there were.

        What was read before something could not be is kept.
        """
        said = Said()
        try:
            arrival = self._arrival(window)
            said.add_arrival(arrival)
            look = Look(self._api, self._settings, self._environment, tuple(self._projects))
            path = marked.api_error(window.folder) if window.folder else ""
            look.await_api_error(
                path, window.begins + self._api.ahead, said, max(0.0, self._settings.wait - arrival.seconds)
            )
            look.read(window, arrival, said)
        except GapError as gap:
            if said.is_empty:
                raise
            said.gaps.append(f"{CALLED}: {gap}")
        finally:
            self._api.close()
        return said.reading

    def _number(self, project: str) -> str:
        organization = self._settings.organization
        try:
            return str(self._api.one(f"/projects/{organization}/{project}/").get("id"))
        except NotThereError:
            raise GapError(f"wrong project, {organization} has no {project} that the token may see") from None

    def _arrival(self, window: Window) -> Arrival:
        """Wait for the marked error: as long as it does not come, nothing decides."""
        error = marked.kept(window.folder) if window.folder else None
        if error is None:
            return Arrival(None, f"no page sent the marked error in this run, {MEANS_NOTHING}")
        if error.project not in self._projects:
            named = ", ".join(f"{name} ({number})" for number, name in self._projects.items())
            where = f"the pages report to project {error.project[:20]}, [monitoring.sentry] names {named[:50]}"
            return Arrival(error, f"wrong project, {where}")
        path = f"/projects/{self._settings.organization}/{self._projects[error.project]}/events/{error.id}/"
        began, wait = monotonic(), self._settings.wait
        is_there = wait_until(lambda: self._has(path, error.id), wait, every=ASKED_EVERY)
        waited = monotonic() - began
        if is_there:
            return Arrival(error, seconds=waited)
        late = f"the marked error of this run did not arrive within {wait:g} s"
        return Arrival(error, f"late, {late}, {MEANS_NOTHING}", waited)

    def _has(self, path: str, event: str) -> bool:
        try:
            return self._api.one(path).get("eventID") == event
        except NotThereError:
            return False


def _open(place: Place) -> SentryProbe:
    settings = place.environment.monitoring.sentry
    if settings is None:
        raise GapError("no [monitoring.sentry] in the environment's file")
    return SentryProbe(place, settings)


SOURCE = Source("sentry", CALLED, _open)
