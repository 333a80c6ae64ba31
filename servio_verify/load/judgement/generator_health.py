"""The load generator's health: whether it can be believed, and so what INVALID means for a load run."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from servio_verify.load.measure.generator_stats import GeneratorStats
from servio_verify.load.measure.timeline import Second
from servio_verify.load.plan.profile import Profile

MOST_OWN_CPU = 0.9
"""Share of one core above which a process of the generator has no time left to look at its clock."""

BUSY_MACHINE = 0.9
MOST_FOREIGN = 0.4
MOST_CROWDED = 0.25
"""A second is crowded when the machine is this busy and others take this share of it; more of them: starved."""

LEAST_LAG = 5.0
LAG_SHARE = 0.05
"""Milliseconds, or this share of the tightest limit, that the event loop may be late at its 95th percentile."""

LEAST_REACHED = 0.95
LEAST_RATE = 0.9


def distrust(seconds: Sequence[Second], generator: GeneratorStats, profile: Profile, spoilable: bool) -> list[str]:
    """Return why the run cannot be trusted, one line each; none where it can.

    `seconds` are those of the plateau. `spoilable` says whether a gate of speed failed: work of others makes times
    longer, so it can spoil a failure; what passed in spite of it has passed, if the load was there and not late.
    """
    if not seconds:
        return [line for line in _behind(seconds, generator, profile) if line]
    crowded = crowd(seconds) if spoilable else None
    lines = (
        _own(seconds),
        f"the generator was starved: {crowded}" if crowded else None,
        _lag(generator.lag.percentile(0.95), profile.tightest),
        *(_behind(seconds, generator, profile) if profile.is_open else ()),
        None if profile.is_open else _users(seconds),
        None if profile.is_open else _rate(seconds, generator, profile),
    )
    return [line for line in lines if line]


def crowd(seconds: Sequence[Second]) -> str | None:
    """Return how much other work there was on the generator's machine, where it was too much."""
    crowded = [s for s in seconds if s.machine_cpu > BUSY_MACHINE and s.foreign_cpu > MOST_FOREIGN]
    if len(crowded) <= MOST_CROWDED * len(seconds):
        return None
    foreign = _mean([second.foreign_cpu for second in crowded])
    return f"other work took {foreign:.0%} of its machine in {len(crowded)} of {len(seconds)} s on the plateau"


def _behind(seconds: Sequence[Second], generator: GeneratorStats, profile: Profile) -> Iterator[str | None]:
    """Yield what an arrival rate's requests lacked, on all of the run and on its plateau: some late, some never due."""
    arrivals = generator.arrivals
    due, missed = sum(second.due for second in seconds), sum(second.not_in_time for second in seconds)
    shares = (missed / due if due else 0.0, arrivals.not_in_time / arrivals.due if arrivals.due else 0.0)
    if max(shares) > profile.most_late:
        share = f"{max(shares):.1%} of the requests could not be sent in time (allowed {profile.most_late:.1%})"
        if arrivals.blocked + arrivals.unsent > arrivals.late:
            low = f"most_open ({profile.most_open}) or the limit of open files low?"
            yield f"{share}: all connections waited: is the target slow, or {low}"
        else:
            yield f"{share}: the generator did not get to them; add --processes or workers"
    inner = seconds[1:-1]  # workers report up to a second later, and begin a little later
    wanted = sum((second.due_rate or 0.0) * second.width for second in inner)
    had = sum(second.due for second in inner)
    if had < LEAST_REACHED * wanted - max(20.0, profile.peak):
        yield f"the generator was to send {wanted:.0f} requests on the plateau, and only {had} became due"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _own(seconds: Sequence[Second]) -> str | None:
    mean = _mean([second.own_cpu for second in seconds])
    if mean <= MOST_OWN_CPU:
        return None
    return (
        f"the generator was the bottleneck: its busiest process took {mean:.0%} of a core; add --processes or workers"
    )


def _lag(late: float, tightest: float) -> str | None:
    allowed = max(LEAST_LAG, LAG_SHARE * tightest)
    if late <= allowed:
        return None
    return f"the generator was starved: its event loop ran {late:.0f} ms late (p95; allowed {allowed:.0f} ms)"


def _users(seconds: Sequence[Second]) -> str | None:
    # What was wanted a second ago must be there now.
    pairs = [(min(before.wanted, now.wanted), now) for before, now in pairwise(seconds)]
    wanted = sum(wanted * now.width for wanted, now in pairs)
    had = sum(min(now.users, wanted) * now.width for wanted, now in pairs)
    if had >= LEAST_REACHED * wanted:
        return None
    return f"the generator kept {had / wanted:.0%} of the users that the profile wants on its plateau"


def _rate(seconds: Sequence[Second], generator: GeneratorStats, profile: Profile) -> str | None:
    """Compare the journeys made with those that so many users make, given how long their journeys took."""
    if generator.journeys < 20:
        return None
    journey = generator.busy_seconds / generator.journeys
    each = max(profile.pace, journey) if profile.pace else journey + profile.pause
    # In the first and the last of these seconds users were still starting or already ending.
    possible = sum(second.users * second.width for second in seconds[1:-1]) / max(each, 1e-6)
    if generator.journeys >= LEAST_RATE * possible - 20:
        return None
    return f"the generator made {generator.journeys} journeys where its users had time for {possible:.0f}"
