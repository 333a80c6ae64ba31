"""The load generator's statistics about itself."""

from dataclasses import dataclass

from servio_verify.load.measure.histogram import ResponseTimes


@dataclass
class GeneratorStats:
    """What the generator knows about itself on the plateau, over all its processes."""

    lag: ResponseTimes
    journeys: int = 0
    busy_seconds: float = 0.0
    unfinished: int = 0
    """Requests that were cut off when the run ended."""
