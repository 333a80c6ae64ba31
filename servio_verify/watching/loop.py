"""Loop of a watch: a round, its line, whoever has to know told, and a wait until the next one is due."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from servio_verify.results.verdict import Verdict, strictest
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import Progress, say
from servio_verify.watching import lines
from servio_verify.watching.changes import Change, Changes
from servio_verify.watching.memory import Memory
from servio_verify.watching.numbers import Numbers
from servio_verify.watching.otlp import Push
from servio_verify.watching.outbox import Outbox
from servio_verify.watching.rounds import Round
from servio_verify.watching.runner import MistakeError, Runner
from servio_verify.watching.schedule import Schedule
from servio_verify.watching.stopping import Stop


@dataclass(frozen=True)
class Plan:
    """What the user asked for: a round every so many seconds, for so many rounds or seconds, or until it is ended."""

    environment: str
    every: float
    rounds: int | None = None
    seconds: float | None = None


@dataclass
class Watch:
    """A watch and its parts. `occupied` says which other run has the environment for itself."""

    plan: Plan
    runner: Runner
    changes: Changes
    memory: Memory
    folder: Path
    outbox: Outbox
    numbers: Numbers
    push: Push | None = None
    occupied: Callable[[], str | None] = lambda: None
    tell: Callable[[Change], None] = lambda _change: None
    stop: Stop = field(default_factory=Stop)
    _last: Round | None = None
    _told: list[Verdict] = field(default_factory=list)
    _ended: Counter[Verdict] = field(default_factory=Counter)

    def go(self) -> int:
        """Watch until the end; return the exit code. Raises MistakeError where not even the first round began."""
        schedule, began = Schedule(self.plan.every), time.monotonic()
        with Progress(f"watching {self.plan.environment}") as progress:
            while not self.stop:
                self._round(progress)
                if self._is_last(schedule, began):
                    break
                self._miss(schedule.move_on())
                self._wait(schedule, progress)
        self._say_the_end()
        return self.stop.exit_code if self.stop else strictest([*self._told, *self._latest()]).exit_code

    def _round(self, progress: Progress) -> None:
        if who := self.occupied():
            self.numbers.skip("occupied")
            say(lines.skipped(f"{self.plan.environment} is being verified by {who}"))
            return
        number, started = self._ended.total() + 1, time.monotonic()

        def is_over() -> bool:
            _show(progress, f"round {number} is on, {time.monotonic() - started:.0f} s")
            return bool(self.stop)

        now = self._run(is_over)
        progress.clear()
        if now is not None:
            self._take(now)
        self.memory.prune(self.folder)

    def _run(self, is_over: Callable[[], bool]) -> Round | None:
        try:
            return self.runner.run(is_over)
        except MistakeError as error:
            if self._last is None:
                raise
            return self.runner.failed(str(error))

    def _take(self, now: Round) -> None:
        say(lines.of_round(now))
        before = self.changes.standing
        change = self.changes.take(now)
        another = lines.another_build(before.build if before else None, now.build)
        if now.folder and (self._last is None or self._last.verdict is not now.verdict):
            self.memory.note_change(now.folder)
        self._last = now
        self._ended[now.verdict] += 1
        if self.changes.standing and self.changes.standing.verdict is now.verdict:
            self._told.append(now.verdict)
        if change:
            _say_below(lines.head(change), *lines.details(change))
            self.tell(change)
        elif another:
            _say_below(another)
        self.numbers.take(now, self.changes.standing)
        self._remember()
        self.outbox.deliver()
        self._remember()
        if self.push:
            self.push.send(self.numbers.collect())

    def _remember(self) -> None:
        self.memory.standing = self.changes.standing
        self.memory.waiting, self.memory.dropped = self.outbox.waiting, self.outbox.dropped
        try:
            self.memory.write(self.folder)
        except OSError as error:
            complain(f"a restart would not know what was told: {error}")

    def _miss(self, rounds: int) -> None:
        if rounds:
            self.numbers.skip("too slow", rounds)
            which = "1 round" if rounds == 1 else f"{rounds} rounds"
            say(lines.skipped(f"{which}: the last one took longer than the {lines.span(self.plan.every)} between two"))

    def _wait(self, schedule: Schedule, progress: Progress) -> None:
        def is_due() -> bool:
            now = f"{self._last.verdict} at {self._last.began:%H:%M:%S}" if self._last else "nothing seen yet"
            _show(progress, f"{now}; the next round in {lines.span(schedule.left)}")
            return bool(self.stop) or schedule.left <= 0

        wait_until(is_due, schedule.left, every=0.2)
        progress.clear()

    def _is_last(self, schedule: Schedule, began: float) -> bool:
        plan = self.plan
        if plan.rounds is not None and self._ended.total() >= plan.rounds:
            return True
        return plan.seconds is not None and time.monotonic() + schedule.until_next >= began + plan.seconds

    def _latest(self) -> list[Verdict]:
        return [self._last.verdict] if self._last else []

    def _say_the_end(self) -> None:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self._ended.items()) or "none ended"
        how = f" by {self.stop.word}" if self.stop else ""
        waiting = len(self.outbox.waiting)
        owed = f"; Slack is told of {waiting} changes by the next watch" if waiting else ""
        owed += f", {self.outbox.dropped} older ones were dropped" if self.outbox.dropped else ""
        say(f"the watch of {self.plan.environment} is ended{how}; rounds: {counts}{owed}")


def complain(line: str) -> None:
    """Say on stderr what went wrong beside the rounds."""
    sys.stderr.write(f"{lines.cut(line)}\n")
    sys.stderr.flush()


def _say_below(*texts: str) -> None:
    """Say more of a round, below its line."""
    say("\n".join(lines.cut(f"          {text}") for text in texts))


def _show(progress: Progress, text: str) -> None:
    if sys.stderr.isatty():  # in a log, a line for each round is enough
        progress.tell(text)
