"""Scrubbing of a load run, which may run alone, without pytest."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.secrets.run_scrubber import RunScrubber


class LoadScrubbing:
    """One in each process of a run, made before it prints anything about the target."""

    def __init__(self, secrets: Mapping[str, str], run: Run) -> None:
        self._run = run
        self._scrubber = RunScrubber(secrets, run, files.LOAD)
        self._scrubber.guard_streams()
        self._count = 0

    def tell_what_is_not_looked_for(self) -> None:
        """Say which secrets are too short, or words of everyday use."""
        sys.stderr.write("".join(f"{line}\n" for line in self._scrubber.not_looked_for()))

    def files(self) -> None:
        """Clean every file of the run that is there; say what had to be dropped, and in `load.json` the count."""
        done = self._scrubber.scrub()
        self._count += done.count
        _add(self._run.folder / files.LOAD_JSON, scrubbed=self._count)
        sys.stderr.write("".join(f"{line}\n" for line in done.dropped))

    def end(self) -> None:
        """Clean what Locust wrote last, and let others read it."""
        self.files()
        self._run.open_to_others()


def _add(path: Path, **facts: int) -> None:
    if path.is_file():
        report = json.loads(path.read_text(encoding="utf-8")) | facts
        files.write_atomically(path, json.dumps(report, indent=1) + "\n")
