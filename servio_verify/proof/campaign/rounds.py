"""Rounds: faults that were seen to turn different checks red share a run; any doubt is decided by each alone.

So do differences that turn nothing red, of different kinds: two of one kind may undo each other.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from servio_verify.proof.campaign.bench import Bench, red_checks
from servio_verify.proof.campaign.judging import Shot, example
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.results.verdict import Verdict

MOST = 8
"""Faults in a run: where it differs from what was seen before, each of them is tried alone."""


def grouped(faults: Sequence[Fault], before: Matrix | None) -> list[tuple[Fault, ...]]:
    """Return the runs of a proof; each fault is in one of them, without a matrix alone.

    The largest come first, and of these the slowest: nobody is to wait for the last one alone.
    """
    if before is None:
        return [(fault,) for fault in faults]
    seen = {row.fault: row for row in before.rows}
    rounds: list[tuple[list[Fault], set[str]]] = []
    for fault in faults:
        red = _red(fault, seen)
        room = next((each for each in rounds if red is not None and _fits(fault, red, each)), None)
        if room is None:
            rounds.append(([fault], red if red is not None else set()))
            if red is None:
                rounds[-1][1].add(_ALONE)
        else:
            room[0].append(fault)
            room[1].update(red or ())
    groups = [tuple(members) for members, _ in rounds]
    return sorted(groups, key=lambda group: (len(group), _seconds(group, seen)), reverse=True)


def _seconds(group: Sequence[Fault], seen: Mapping[str, Row]) -> float:
    """Return how long the slowest of them took; one that was never seen may take any time."""
    return max(seen[fault.name].seconds if fault.name in seen else math.inf for fault in group)


_ALONE = "(alone)"


def _red(fault: Fault, seen: Mapping[str, Row]) -> set[str] | None:
    """Return the checks that were red under a fault; None where it is to be alone."""
    if not _turns_red(fault):
        return set()
    row = seen.get(fault.name)
    if row is None or row.ended is not Ended.AS_PROMISED or not row.whole or fault.probability < 1:
        return None
    if row.promised != fault.checks or row.expected is not fault.expected or row.tier != fault.tier:
        return None
    if fault.verdict is not Verdict.NO_GO or not row.caught:
        return None
    return {caught.check for caught in row.caught}


def _fits(fault: Fault, red: Collection[str], room: tuple[Sequence[Fault], set[str]]) -> bool:
    members, taken = room
    alike = members[0].tier == fault.tier and _turns_red(members[0]) == _turns_red(fault)
    if not _turns_red(fault) and fault.kind in {member.kind for member in members}:
        return False
    return alike and len(members) < MOST and _ALONE not in taken and taken.isdisjoint(red)


def _turns_red(fault: Fault) -> bool:
    """Whether it turns checks red: beside such a one, what a harmless one turns red would not be seen."""
    return fault.expected is Expected.CAUGHT


def together(bench: Bench, faults: Sequence[Fault], before: Mapping[str, Row]) -> list[Row] | None:
    """Return the rows of faults that share a run; None where anything is not as it was, so that each is tried alone."""
    shots = bench.under(faults, ["-m", str(faults[0].tier)])
    ran = shots[0].ran
    red = [fault.name for fault in faults if _turns_red(fault)]
    owners = {caught.check: name for name in red for caught in before[name].caught}
    wanted = Verdict.NO_GO if owners else Verdict.GO
    if ran.verdict is not wanted or {caught.check for caught in ran.red} != owners.keys():
        return None
    if not all(shot.arrived for shot in shots):
        return None
    if owners and [again.verdict for again in bench.without(red_checks(ran))] != [Verdict.GO]:
        return None
    names = [fault.name for fault in faults]
    return [_row(fault, shot, owners, names, bench.source.name) for fault, shot in zip(faults, shots, strict=True)]


def _row(fault: Fault, shot: Shot, owners: Mapping[str, str], names: Sequence[str], by: str) -> Row:
    caught = tuple(each for each in shot.ran.red if owners[each.check] == fault.name)
    return replace(
        Row.of(fault, by, Ended.AS_PROMISED),
        verdict=shot.ran.verdict,
        caught=caught,
        changed=None if shot.changes is None else len(shot.changes),
        example=example(shot),
        together_with=tuple(name for name in names if name != fault.name),
        first_line=caught[0].reason if caught else "",
        seconds=round(shot.ran.seconds, 1),
    )
