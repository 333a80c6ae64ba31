"""Rounds of promised checks: faults that other checks promise to catch share a run of these checks alone."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue

from selftest.proof.catalogue import By, entries
from selftest.proof.rounds import E2E, OTHER_E2E, PROOF, paragraphs
from servio_verify.proof.campaign.bench import Bench
from servio_verify.proof.campaign.campaign import Campaign
from servio_verify.proof.campaign.judging import Shot, example
from servio_verify.proof.campaign.runner import StoppedError
from servio_verify.proof.fault import Fault
from servio_verify.proof.matrix.model import Caught, Ended, Row
from servio_verify.proof.matrix.worth import bare
from servio_verify.results.verdict import Verdict

MOST = 7
"""Faults of a run that nobody has put together by hand."""

PROXY = "proxy"
ROUNDS: Mapping[str, str] = {By.SANDBOX: f"{E2E}\n{PROOF}", By.OTHER: OTHER_E2E}


def groups(by: str, faults: Sequence[Fault]) -> list[list[Fault]]:
    """Return the faults that may share a run: those of a round, and of the others those that no check has in common."""
    left = {fault.name: fault for fault in faults if _is_plain(fault)}
    written = [[left.pop(name) for name in names if name in left] for names in paragraphs(ROUNDS.get(by, ""))]
    found: list[list[Fault]] = []
    for fault in left.values():
        free = (group for group in found if len(group) < MOST and not _meet(fault, group))
        room = next(free, None)
        if room is None:
            found.append(room := [])
        room.append(fault)
    return [group for group in (*written, *found) if len(group) > 1]


def _is_plain(fault: Fault) -> bool:
    return bool(fault.checks) and fault.verdict is Verdict.NO_GO and fault.probability == 1


def _meet(fault: Fault, group: Sequence[Fault]) -> bool:
    return any(set(fault.checks) & set(other.checks) or fault.tier != other.tier for other in group)


def settled(campaign: Campaign, faults: Sequence[Fault], build: str | None) -> Iterator[Row]:
    """Yield the rows of what is as promised; whatever is not is to be tried alone. Raises UnwellError."""
    benches: SimpleQueue[Bench] = SimpleQueue()
    made = [Bench(campaign.source, campaign.new_runner(), build, whole=False) for _ in range(campaign.workers)]
    for bench in made:
        benches.put(bench)

    def tried(group: list[Fault]) -> list[Row]:
        bench = benches.get()
        try:
            return _together(bench, group)
        except StoppedError:
            return []
        finally:
            benches.put(bench)

    try:
        with ThreadPoolExecutor(len(made)) as pool:
            for rows in pool.map(tried, groups(campaign.source.name, faults)):
                yield from rows
    finally:
        for bench in made:
            bench.runner.close()


def _together(bench: Bench, group: list[Fault]) -> list[Row]:
    wanted = [promised(bench.source.name, fault) for fault in group]
    checks = [check for each in wanted for check in each]
    shots = bench.under(group, checks, whole=False)
    ran = shots[0].ran
    own = [tuple(red for red in ran.red if {red.check, f"tests/{bare(red.check)}"} & set(each)) for each in wanted]
    missed = [fault for fault, reds in zip(group, own, strict=True) if not set(fault.checks) <= set(_bare(reds))]
    if ran.verdict is not Verdict.NO_GO or missed or sum(map(len, own)) != len(ran.red):
        return []
    if not all(shot.arrived for shot in shots) or bench.without(checks)[0].verdict is not Verdict.GO:
        return []
    return [_row(*each, group, bench.source.name) for each in zip(group, shots, own, strict=True)]


def promised(by: str, fault: Fault) -> list[str]:
    """Return what promises to catch a fault, for pytest; of our own targets with the parameters that rows name."""
    checks = fault.checks if by == PROXY else entries(By(by))[fault.name].caught
    return [f"tests/{check}" for check in checks]


def _bare(reds: Sequence[Caught]) -> list[str]:
    return [bare(red.check) for red in reds]


def _row(fault: Fault, shot: Shot, caught: tuple[Caught, ...], group: list[Fault], by: str) -> Row:
    return replace(
        Row.of(fault, by, Ended.AS_PROMISED),
        verdict=shot.ran.verdict,
        caught=caught,
        changed=None if shot.changes is None else len(shot.changes),
        example=example(shot),
        together_with=tuple(other.name for other in group if other is not fault),
        first_line=caught[0].reason,
        whole=False,
        seconds=round(shot.ran.seconds, 1),
    )
