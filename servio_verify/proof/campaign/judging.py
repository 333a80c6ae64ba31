"""Judging one row: what was promised about a fault, against the run under it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from servio_verify.load.measure.intervals import wilson
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.matrix.model import Ended, Row, Share
from servio_verify.proof.matrix.worth import bare
from servio_verify.proof.proxy.record import Change
from servio_verify.results.verdict import Verdict

CONFIDENCE = 0.99


@dataclass(frozen=True)
class Shot:
    """A run under a fault, and which of the answers that it received were changed (None: nobody can tell)."""

    ran: Ran
    changes: tuple[Change, ...] | None
    whole: bool = True

    @property
    def arrived(self) -> bool:
        """Whether the run received anything otherwise, as far as can be told."""
        return self.changes is None or bool(self.changes)


def row_of(fault: Fault, by: str, shot: Shot) -> Row:
    """Return the row of a fault that was alone in a run."""
    ended, why = judged(fault, shot)
    ran = shot.ran
    return replace(
        Row.of(fault, by, ended, why),
        verdict=ran.verdict,
        caught=ran.red,
        changed=None if shot.changes is None else len(shot.changes),
        example=example(shot),
        first_line="" if ran.verdict is Verdict.GO else ran.reason,
        evidence=ran.folder.name if ran.folder and ran.verdict is not Verdict.GO else "",
        whole=shot.whole,
        seconds=round(ran.seconds, 1),
    )


def example(shot: Shot) -> str:
    """Return the first answer that was changed, in words."""
    first = next(iter(shot.changes or ()), None)
    return f"{first.request}: {first.what}" if first else ""


def judged(fault: Fault, shot: Shot) -> tuple[Ended, str]:
    """Return how the row ends, and why where that is no promise kept."""
    ran = shot.ran
    if not shot.arrived:
        if fault.expected is Expected.HARMLESS and ran.verdict is Verdict.GO:
            return Ended.NOT_APPLICABLE, "the target is that way already: no answer was changed"
        return Ended.DID_NOT_ARRIVE, f"the run ended with {ran.verdict}, and no answer was changed"
    if fault.expected is not Expected.CAUGHT:
        if ran.verdict is Verdict.GO:
            return Ended.AS_PROMISED, ""
        harmless = fault.expected is Expected.HARMLESS
        return Ended.FALSE_ALARM if harmless else Ended.CAUGHT_UNPROMISED, f"{ran.verdict}: {ran.reason}"
    if ran.verdict is Verdict.GO:
        return Ended.NOT_CAUGHT, "GO: no check was red"
    if ran.verdict is not fault.verdict:
        return Ended.OTHER_VERDICT, f"{ran.verdict}, not {fault.verdict}: {ran.reason}"
    if silent := missing(fault, ran):
        return Ended.CAUGHT_BY_OTHERS, f"green: {', '.join(silent)}"
    return Ended.AS_PROMISED, ""


def missing(fault: Fault, ran: Ran) -> Sequence[str]:
    """Return the promised checks that were not red."""
    red = {bare(caught.check) for caught in ran.red}
    return [check for check in fault.checks if check not in red]


def shared(fault: Fault, rows: Sequence[Row]) -> Row:
    """Return the row of a fault that is caught now and then, from a row for each run under it."""
    arrived = [row for row in rows if row.ended is not Ended.DID_NOT_ARRIVE]
    kept = [row for row in arrived if row.ended is Ended.AS_PROMISED]
    interval = wilson(len(kept), len(arrived), CONFIDENCE)
    share = Share(len(kept), len(arrived), round(interval.low, 3), round(interval.high, 3))
    shown = replace(next(iter(kept or arrived or rows)), share=share)
    if not arrived:
        return shown
    said = f"caught in {share.caught} of {share.runs} runs ({share.low:.0%} to {share.high:.0%})"
    others = [row for row in arrived if row.ended not in (Ended.AS_PROMISED, Ended.NOT_CAUGHT)]
    if others:
        return replace(shown, ended=others[0].ended, why=f"{said}; {others[0].why}")
    if not share.low <= fault.probability <= share.high:
        return replace(shown, ended=Ended.OTHER_SHARE, why=f"{said}, promised: {fault.probability:.0%}")
    return replace(shown, ended=Ended.AS_PROMISED, why=said)
