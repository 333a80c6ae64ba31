"""`servio-verify data anonymise` between two databases of the tests' own server."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from selftest.data.kinds import POLICY
from selftest.support.postgres import Postgres
from servio_verify.cli.main import main

KEY = "a key of the tests that is long enough, and no other's"


@dataclass(frozen=True)
class Said:
    """How a job ended: exit code, and what it printed."""

    code: int
    out: str
    err: str


@dataclass
class Command:
    """Runs the job in this process, in a folder of its own."""

    server: Postgres
    capture: pytest.CaptureFixture[str]

    def run(self, source: str, to: str, *more: str, policy: Path = POLICY) -> Said:
        """Run it; `source` is a file or the name of a database, `to` the name of one."""
        place = source if Path(source).exists() or "://" in source else self.server.url(source)
        options = ("--from", place, "--to", to if "://" in to else self.server.url(to), "--policy", str(policy))
        try:
            code = main(["data", "anonymise", *options, *more])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = self.capture.readouterr()
        return Said(code, out, err)
