"""Campaign: every fault in its turn, several at a time, until the last one has its row or somebody ends it."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from queue import SimpleQueue

from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.proof.campaign.applicable import lacking, unchecked, unknown, unnamed
from servio_verify.proof.campaign.bench import Bench, UnwellError, one_line
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.rounds import grouped, together
from servio_verify.proof.campaign.runner import Runner, StoppedError
from servio_verify.proof.campaign.source import Source
from servio_verify.proof.campaign.stopping import Stop
from servio_verify.proof.fault import Fault
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.results.model import Entry
from servio_verify.results.verdict import Verdict

LOOK_SECONDS = 0.3

STAYED_RED = 3
"""Faults in turn without which it stayed red, until the target is held to be ill."""

Tell = Callable[[Row, int, int], None]
"""Takes a new row, how many there are, and how many there will be."""


class NotWellError(InconclusiveError):
    """The target is not GO without a fault: nothing can be proved on it."""


@dataclass
class Campaign:
    """A proof of faults on one source. `new_runner` makes what a worker runs the suite with.

    With `before`, an earlier matrix (an empty one will do), faults share runs where that is safe (`rounds`).
    """

    source: Source
    environment: Environment
    new_runner: Callable[[], Runner]
    workers: int = 2
    whole: bool = True
    pause: float = 0.0
    before: Matrix | None = None
    stop: Stop = field(default_factory=Stop)
    tell: Tell = lambda _row, _done, _all: None
    look: Callable[[int, int, float | None], None] = lambda _done, _all, _left: None
    """Called now and then with rows done, rows in all, and the seconds that the rest may take (None: not known yet)."""
    _benches: "SimpleQueue[Bench]" = field(default_factory=SimpleQueue)

    def healthy(self, faults: Sequence[Fault]) -> Ran:
        """Run the tiers of these faults without one; return the run of the first tier with the checks of all.

        Raises NotWellError, StoppedError.
        """
        tiers = {fault.tier: None for fault in faults if not lacking(fault, self.environment, self.source.name)}
        runner, found = self.new_runner(), [Ran(Verdict.GO)]
        try:
            for tier in tiers:
                with self.source.put(()) as target:
                    ran = runner.run(["-m", tier], target.settings)
                if ran.verdict is not Verdict.GO:
                    advice = f"`servio-verify run -m {tier} --env {self.environment.name}`"
                    raise NotWellError(
                        one_line(f"without a fault it is {ran.verdict}, mend that first ({advice}): {ran.reason}")
                    )
                found.append(ran)
        finally:
            runner.close()
        return replace(found[:2][-1], entries=tuple(entry for ran in found for entry in ran.entries))

    def prove(self, faults: Sequence[Fault], well: Ran) -> list[Row]:
        """Return the rows of the faults in their order; fewer where it was ended before.

        Raises UnwellError where the target turns ill or is built anew under way.
        """
        rows = {row.fault: row for row in self._inapplicable(faults, well)}
        for number, row in enumerate(rows.values(), start=1):
            self.tell(row, number, len(faults))
        left, stayed = [fault for fault in faults if fault.name not in rows], 0
        with self._workers(well.build) as pool:
            futures = {pool.submit(self._tried, group) for group in grouped(left, self.before)}
            for row in self._rows(futures, len(rows), len(faults)):
                rows[row.fault] = row
                self.tell(row, len(rows), len(faults))
                stayed = stayed + 1 if row.ended is Ended.STAYED_RED else 0
                if stayed == STAYED_RED:
                    raise UnwellError(one_line(f"mend the target, then go on: {stayed} times in turn, {row.why}"))
        return [rows[fault.name] for fault in faults if fault.name in rows]

    def _inapplicable(self, faults: Sequence[Fault], well: Ran) -> Iterator[Row]:
        outcomes: dict[str, list[Entry]] = dict(well.outcomes)
        for fault in faults:
            by = self.source.name
            if why := lacking(fault, self.environment, by) or unnamed(fault, well.build):
                yield Row.of(fault, by, Ended.NOT_APPLICABLE, why)
            elif strange := unknown(fault, outcomes):
                yield Row.of(fault, by, Ended.NOT_CAUGHT, f"there is no check {', '.join(strange)}")
            elif why := unchecked(fault, outcomes):
                yield Row.of(fault, by, Ended.NOT_APPLICABLE, why)

    @contextmanager
    def _workers(self, build: str | None) -> Iterator[ThreadPoolExecutor]:
        benches = [
            Bench(self.source, self.new_runner(), build, self.whole, self.pause) for _ in range(max(1, self.workers))
        ]
        self._benches = SimpleQueue()
        for bench in benches:
            self._benches.put(bench)
        try:
            with ThreadPoolExecutor(len(benches), thread_name_prefix="proof") as pool:
                try:
                    yield pool
                except BaseException:
                    self.stop.set()
                    raise
        finally:
            for bench in benches:
                bench.runner.close()

    def _tried(self, group: Sequence[Fault]) -> list[Row]:
        bench = self._benches.get()
        try:
            if self.before and len(group) > 1:
                seen = {row.fault: row for row in self.before.rows}
                rows = together(bench, group, {fault.name: seen[fault.name] for fault in group if fault.name in seen})
                if rows is not None:
                    return rows
            return [bench.alone(fault) for fault in group]
        finally:
            self._benches.put(bench)

    def _rows(self, futures: set[Future[list[Row]]], done: int, whole: int) -> Iterator[Row]:
        """Yield rows as they come; none where the proof was ended. Raises UnwellError."""
        began, at_first = time.monotonic(), done
        while futures:
            ended, futures = wait(futures, LOOK_SECONDS, FIRST_COMPLETED)
            for future in ended:
                try:
                    rows = future.result()
                except StoppedError:
                    continue
                done += len(rows)
                yield from rows
            if self.stop:
                for future in futures:
                    future.cancel()
                futures = {future for future in futures if not future.cancelled()}
            spent = (time.monotonic() - began) / (done - at_first) if done > at_first else None
            self.look(done, whole, None if spent is None else spent * (whole - done))
