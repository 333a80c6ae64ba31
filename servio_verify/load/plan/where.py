"""Where a load goes, by names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Where:
    """The identity of a run, and its target."""

    environment: str
    target: str
    run_id: str
    generators: int = 1
    led_elsewhere: str = ""
    build_source: str | None = None
