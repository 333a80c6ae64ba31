"""The report of one process of a run: what it counted, and how the process itself was doing."""

from dataclasses import dataclass, field
from typing import Any

from servio_verify.load.measure.arrivals import Arrivals
from servio_verify.load.measure.tally import Tallies


@dataclass(frozen=True)
class Harvest:
    """The counts since the last report."""

    tallies: Tallies = field(default_factory=Tallies)
    journeys: int = 0
    busy_seconds: float = 0.0
    """What journeys took of their users since the last report, those under way too."""
    unfinished: int = 0
    """Requests that were cut off."""
    answered: tuple[float, float] | None = None
    """How many seconds ago the first and the last of its requests ended, well or not; None where none did."""
    arrivals: Arrivals | None = None
    """Of an arrival rate."""
    builds: dict[str, dict[str, int]] = field(default_factory=dict)
    """Builds that answers named, by origin."""


@dataclass(frozen=True)
class ProcessSample:
    """CPU and event-loop lag of a process and its machine since the last report; in cores and milliseconds."""

    worker: str
    host: str
    cores: int
    cpu: float = 0.0
    machine: float = 0.0
    lags: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """The report that one process sends to its master once a second."""

    process: ProcessSample
    harvest: Harvest = field(default_factory=Harvest)

    def to_wire(self) -> dict[str, Any]:
        """Return it as plain values, for a worker's message to its master."""
        harvest = vars(self.harvest) | {"tallies": self.harvest.tallies.to_wire()}
        if self.harvest.arrivals:
            harvest["arrivals"] = vars(self.harvest.arrivals)
        return {"process": vars(self.process), "harvest": harvest}

    @classmethod
    def from_wire(cls, message: dict[str, Any]) -> "Report":
        """Return what `to_wire` gave. Raises ValueError or TypeError for anything else."""
        harvest = message["harvest"] | {"tallies": Tallies.from_wire(message["harvest"]["tallies"])}
        if harvest["arrivals"]:
            harvest["arrivals"] = Arrivals(**harvest["arrivals"])
        return cls(ProcessSample(**message["process"]), Harvest(**harvest))
