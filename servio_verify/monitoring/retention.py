"""Source of retention: a nightly clean-up that does not run, or an order that it should have taken.

Neither is the build's fault, so it is a note by default; but the next run is where somebody looks.
"""

from collections.abc import Iterator, Mapping

from servio_verify.environments.monitoring import RetentionSettings
from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.retention import source as facts
from servio_verify.infra.source import Place, UnreachableError
from servio_verify.monitoring.reading import GapError, Reading, Window, sentence
from servio_verify.monitoring.source import Source

ADVICE = "see to `servio-verify data clean`"


class RetentionProbe:
    """What orders and record say, read once beside the checks."""

    def __init__(self, place: Place, settings: RetentionSettings) -> None:
        self._place = place
        self._settings = settings
        self._read: Mapping[str, Value | Unread] = {}

    def begin(self) -> None:
        """Read them."""
        try:
            self._read = facts.read(self._place)
        except UnreachableError as error:
            raise GapError(str(error)) from None

    def end(self, window: Window) -> Reading:  # noqa: ARG002 - how old something is, is no matter of the run's time
        """Say what is older than agreed."""
        signals = tuple(self._signals())
        gaps = tuple(sentence(f"retention: {value.why}") for value in self._read.values() if isinstance(value, Unread))
        well = not signals and not gaps
        return Reading(signals=signals, gaps=gaps, notes=(self._well(),) if well else ())

    def _signals(self) -> Iterator[str]:
        days, hours = self._number("oldest_order_days"), self._number("cleaned_hours")
        if days is not None and days > self._settings.oldest_order_days:
            most = f"at most {self._settings.oldest_order_days:g} are agreed"
            yield f"retention: the oldest order is {days:g} days old, {most}: {ADVICE}"
        if hours is not None and hours > self._settings.cleaned_hours:
            most = f"it should every {self._settings.cleaned_hours:g} h"
            yield f"retention: no clean-up has left the database clean for {hours:g} h, {most}: {ADVICE}"

    def _well(self) -> str:
        days, hours = self._read["oldest_order_days"], self._read["cleaned_hours"]
        return f"retention: the oldest order is {days} days old, the last clean-up ended {hours} h ago"

    def _number(self, name: str) -> float | None:
        value = self._read.get(name)
        return float(value) if isinstance(value, int | float) else None


def _open(place: Place) -> RetentionProbe:
    return RetentionProbe(place, place.environment.monitoring.retention or RetentionSettings())


SOURCE = Source("retention", "Retention", _open)
