"""The load generator's statistics about itself."""

from dataclasses import dataclass, field

from servio_verify.load.measure.arrivals import Arrivals
from servio_verify.load.measure.histogram import ResponseTimes


@dataclass
class GeneratorStats:
    """The statistics of the generator's own work on the plateau, over all its processes."""

    lag: ResponseTimes
    journeys: int = 0
    busy_seconds: float = 0.0
    unfinished: int = 0
    """Requests that were cut off when the run ended."""
    arrivals: Arrivals = field(default_factory=Arrivals)
    """Of an arrival rate, over the whole run."""
