"""A load run that can begin, as plain values: what its set-up hands to the process that makes load."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.measure.intervals import Interval
from servio_verify.load.plan.where import Where
from servio_verify.load.plan.work_order import WorkOrder


@dataclass(frozen=True)
class Prepared:
    """The work order holds the profile. `baseline` are an earlier run's timings, `keep_as` is where a GO is kept.

    `environ` are variables that this process must have too. `to_undo`: something must be undone after the run.
    """

    work_order: WorkOrder = field(repr=False)
    where: Where
    folder: Path
    keep_as: Path
    baseline: dict[str, Timing]
    not_covered: tuple[str, ...]
    secrets: dict[str, str] = field(repr=False)
    stack_folder: Path | None
    environ: dict[str, str]
    to_undo: bool

    def to_wire(self) -> dict[str, Any]:
        """Return it as what JSON holds."""
        told = {key: str(value) if isinstance(value, Path) else value for key, value in vars(self).items()}
        told |= {"work_order": self.work_order.to_wire(), "where": asdict(self.where)}
        return told | {"baseline": {name: asdict(timing) for name, timing in self.baseline.items()}}

    @classmethod
    def from_wire(cls, message: Mapping[str, Any]) -> Self:
        """Return what `to_wire` gave."""
        rows = message["baseline"].items()
        read = {
            "work_order": WorkOrder.from_wire(message["work_order"]),
            "where": Where(**message["where"]),
            "baseline": {name: Timing(row["p95"], Interval(*row["interval"])) for name, row in rows},
            "not_covered": tuple(message["not_covered"]),
            "stack_folder": Path(message["stack_folder"]) if message["stack_folder"] else None,
        }
        return cls(**{**message, **{key: Path(message[key]) for key in ("folder", "keep_as")}, **read})
