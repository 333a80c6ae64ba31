"""Scrubbing of secrets from what a load run writes and prints: it may run alone, without pytest."""

import json
import sys
from pathlib import Path

from servio_verify.environments.model import Environment
from servio_verify.run import journal
from servio_verify.run.identity import Run
from servio_verify.secrets import obtained
from servio_verify.secrets.scrub.encodings import not_looked_for
from servio_verify.secrets.scrub.folder import scrub_or_drop
from servio_verify.secrets.scrub.streams import Streams
from servio_verify.secrets.values import secret_values

PROCESS = "load"
"""What the file of this process's session tokens is called after."""


class Cleaning:
    """One for each run, made before anything is printed about the target."""

    def __init__(self, environment: Environment, run: Run) -> None:
        self._run = run
        self._secrets = secret_values(environment)
        self._count = 0
        obtained.keep_in(run.folder, PROCESS)
        Streams(self._values)
        sys.stderr.write("".join(f"{line}\n" for line in not_looked_for(self._secrets)))

    def files(self) -> None:
        """Clean every file of the run that is there; say what had to be dropped, and in `load.json` the count."""
        secrets = self._values()
        obtained.forget(self._run.folder)  # remembered here: else it would be scrubbed itself, and read again
        done = scrub_or_drop(self._run.folder, secrets, keep=journal.FILES)
        self._count += done.count
        _add(self._run.folder / "load.json", scrubbed=self._count)
        sys.stderr.write("".join(f"{line}\n" for line in done.dropped))

    def end(self) -> None:
        """Clean what Locust wrote last, and let others read it."""
        self.files()
        self._run.open_to_others()

    def _values(self) -> list[str]:
        return [*self._secrets.values(), *obtained.all_of(self._run.folder)]


def _add(path: Path, **facts: int) -> None:
    if path.is_file():
        report = json.loads(path.read_text(encoding="utf-8")) | facts
        path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
