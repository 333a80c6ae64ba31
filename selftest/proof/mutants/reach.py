"""Reach of tests: which lines of the mutated modules each of them runs, and for how long it ran."""

import json
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from selftest.proof.mutants.sites import Mutant
from selftest.proof.mutants.swap import file_at

COLLECTION = ""
"""The test, so to say, that runs what is run when tests are imported and collected."""


@dataclass
class Reach:
    """Lines by test, in the order in which the tests ran."""

    lines: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def watch(self, test: str, modules: Iterable[str]) -> Iterator[None]:
        """Note what runs meanwhile, in every thread that begins meanwhile too."""
        here = self.lines.setdefault(test, {})
        files = {file_at(module): here.setdefault(module, set()) for module in modules}

        def trace(frame: FrameType, _event: str, _argument: Any) -> Any:
            lines = files.get(frame.f_code.co_filename)
            if lines is None:
                return None
            lines.add(frame.f_lineno)
            return trace

        begun = time.monotonic()
        before = sys.gettrace()
        sys.settrace(trace)
        threading.settrace(trace)
        try:
            yield
        finally:
            sys.settrace(before)
            threading.settrace(before)
            self.seconds[test] = time.monotonic() - begun

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Return the tests that run the mutant, the quickest first."""
        reached = [
            test
            for test, modules in self.lines.items()
            if test != COLLECTION and modules.get(mutant.module, set()).intersection(mutant.lines)
        ]
        return sorted(reached, key=lambda test: self.seconds[test])

    def is_collected(self, mutant: Mutant) -> bool:
        """Return whether the mutant runs before there is a test."""
        return bool(self.lines.get(COLLECTION, {}).get(mutant.module, set()).intersection(mutant.lines))

    def write(self, file: Path) -> None:
        """Keep it for another process."""
        lines = {test: {module: sorted(each) for module, each in held.items()} for test, held in self.lines.items()}
        file.write_text(json.dumps({"lines": lines, "seconds": self.seconds}))


def read(file: Path) -> Reach:
    """Return what another process wrote."""
    held: Mapping[str, Any] = json.loads(file.read_text())
    lines = {test: {module: set(each) for module, each in of.items()} for test, of in held["lines"].items()}
    return Reach(lines, held["seconds"])
