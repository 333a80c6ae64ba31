"""Outages, from samples: times in which something that was healthy in this run was not."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from servio_verify.environments.pacing import Watch
from servio_verify.results.model import Outage
from servio_verify.results.sample import DEPENDENCY, Sample
from servio_verify.target.health_sampler import READY

LATE = 0.5
"""Seconds that a look may come later than it is due."""

AROUND = 1.5
"""Seconds around an outage that belong to it: while something is ill, samples are a second apart."""


def outages(samples: Sequence[Sample], watch: Watch | None = None) -> list[Outage]:
    """Return the outages in the order of time.

    One may have begun as long before it was seen as its looks are apart (`watch`), but not before the last look
    that was well.

    What was never well in the whole run is no outage but how the build was deployed, and excuses nothing. A
    dependency with an address of its own is not deployed with the build: when it is ill, that is an outage.
    """
    times: list[Outage] = []
    for key in dict.fromkeys(sample.key for sample in samples):
        own = [sample for sample in samples if sample.key == key]
        if key[0] == DEPENDENCY or any(sample.well for sample in own):
            times += _of_one(own, _unseen(key[0], watch or Watch()))
    return sorted(times, key=lambda outage: outage.since)


def never_well(samples: Sequence[Sample]) -> list[str]:
    """Return a line for each thing that was ill each time it was looked at."""
    lines = []
    for key in dict.fromkeys(sample.key for sample in samples):
        own = [sample for sample in samples if sample.key == key]
        if key[0] != DEPENDENCY and not any(sample.well for sample in own):
            lines.append(f"{own[-1].subject} {own[-1].seen} from the first look to the last")
    return lines


def _unseen(place: str, watch: Watch) -> float:
    """Return the seconds for which nobody may have looked at what is looked at there."""
    return max(AROUND, (watch.readiness_every if place in (READY, DEPENDENCY) else watch.health_every) + LATE)


def _of_one(samples: Sequence[Sample], unseen: float) -> list[Outage]:
    times = []
    runs = [(well, list(members)) for well, members in groupby(samples, key=lambda sample: sample.well)]
    for number, (well, members) in enumerate(runs):
        if well:
            continue
        after = runs[number + 1][1] if number + 1 < len(runs) else None
        first, last = members[0], members[-1]
        well_until = runs[number - 1][1][-1].at if number else first.at - unseen
        times.append(
            Outage(
                subject=first.subject,
                seen=first.seen,
                since=_time(first.at),
                until=_time(after[0].at if after else last.at),
                over=after is not None,
                dependency=first.place == DEPENDENCY,
                earliest=_time(max(well_until, first.at - unseen)),
            )
        )
    return times


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
