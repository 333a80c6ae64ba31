"""Source of Datadog's monitors: those that went red in the time of the run, and no others.

A monitor is bound to no release. What was red before, is muted, or is of another environment never counts.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from servio_verify.environments.monitoring import DatadogSettings
from servio_verify.infra.source import Place, UnreachableError, UnreadableError
from servio_verify.monitoring.datadog.api import Api, Monitors
from servio_verify.monitoring.datadog.changes import Change, changes, unseen
from servio_verify.monitoring.datadog.monitor import Monitor
from servio_verify.monitoring.reading import GapError, Reading, Window, named
from servio_verify.monitoring.source import Source

CALLED = "Datadog"
MOST_TOLD = 5


class DatadogProbe:
    """Datadog in one run: its monitors before the checks and after them."""

    def __init__(self, place: Place, settings: DatadogSettings) -> None:
        service = (f"service:{settings.service.lower()}",) if settings.service else ()
        self._tags = (settings.tags or (f"env:{place.environment.name.lower()}",)) + service
        self._settings = settings
        try:
            self._api = Api.of(place, settings)
        except (UnreachableError, UnreadableError) as error:
            raise GapError(str(error)) from None
        self._before: Mapping[int, Monitor] = {}

    def begin(self) -> None:
        """Note the state of every monitor."""
        self._before = {each.id: each for each in self._listed(self._asked())}

    def end(self, window: Window) -> Reading:
        """Say which monitors went red since, and which tell nothing."""
        asked = self._asked()
        listed = self._listed(asked)
        begins = (window.begins + asked.ahead).timestamp()
        found = list(changes(self._before, listed, self._tags, begins))
        red = [change for change in found if change.counts]
        watching = sum(each.watches(self._tags) for each in listed)
        notes = [] if red or not watching else [f"{CALLED}: none of {watching} monitors of {self._who} went red"]
        return Reading(
            tuple(self._signals(red)),
            tuple(self._gaps(listed, asked)),
            (*notes, *(_note(each) for each in found if not each.counts)),
        )

    def _asked(self) -> Monitors:
        return self._api.monitors(self._tags, self._settings.scope)

    def _listed(self, asked: Monitors) -> list[Monitor]:
        """Return the monitors that have all tags, whatever the server makes of several."""
        now = (datetime.now(UTC) + asked.ahead).timestamp()
        wanted = set(self._tags)
        mine = (each for each in asked.told if wanted <= {str(tag).lower() for tag in each.get("tags") or []})
        listed = [Monitor.of(each, now) for each in mine]
        if not listed:
            raise GapError(f"no monitor has the tags {self._who}: nothing there watches this service")
        return listed

    @property
    def _who(self) -> str:
        return ", ".join(self._tags)

    def _signals(self, red: list[Change]) -> Iterator[str]:
        for change in red[:MOST_TOLD]:
            yield f"{CALLED}: {change.said}: {self._page(change.monitor)}"
        if red[MOST_TOLD:]:
            yield f"{CALLED}: {len(red) - MOST_TOLD} more monitors went red"

    def _gaps(self, listed: list[Monitor], asked: Monitors) -> Iterator[str]:
        nobody = f"no group of {self._who}"
        if asked.cut:
            yield f"{CALLED}: sampled, only the first {len(asked.told)} monitors were read: name a service"
        yield from (f"{CALLED}: {line}" for line in unseen(self._before, listed))
        if silent := [each for each in listed if not each.watches(self._tags)]:
            states = sorted(set[str]().union(*(each.states(self._tags) or {nobody} for each in silent)))
            many = f"{len(silent)} monitors tell" if silent[1:] else "a monitor tells"
            yield f"{CALLED}: {many} nothing ({', '.join(states)}): {named([each.called for each in silent])}"

    def _page(self, monitor: Monitor) -> str:
        """Return the page that shows a monitor; sites with a name of their own have no `app.`."""
        site = urlsplit(self._settings.site).netloc.removeprefix("api.")
        return f"https://{'app.' if site.count('.') == 1 else ''}{site}/monitors/{monitor.id}"


def _note(change: Change) -> str:
    return f"{CALLED}: {change.said}, {change.why_not}"


def _open(place: Place) -> DatadogProbe:
    settings = place.environment.monitoring.datadog
    return DatadogProbe(place, settings or DatadogSettings())


SOURCE = Source("datadog", CALLED, _open)
