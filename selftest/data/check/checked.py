"""`servio-verify data check` of a database of the tests' own server."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from selftest.support.postgres import Postgres
from servio_verify.cli.main import main

KEY = "a canary key of the tests that is long enough"
DOMAIN = "@gasthaus-mail.de"
"""A domain that is reserved for nobody: the planted addresses get it when they are planted."""


@dataclass(frozen=True)
class Checked:
    """How a check ended: exit code, what it printed, and the document that it wrote."""

    code: int
    out: str
    err: str
    document: dict[str, Any]

    @property
    def found(self) -> dict[str, set[str]]:
        """Kinds of personal data by place."""
        places = self.document["places"]
        return {it["place"]: {each["kind"] for each in it["found"]} for it in places if it["found"]}

    def ended(self, outcome: str) -> set[str]:
        """The places that ended so."""
        return {it["place"] for it in self.document["places"] if it["outcome"] == outcome}


@dataclass
class Check:
    """Runs the jobs in this process, in an empty folder."""

    server: Postgres
    capture: pytest.CaptureFixture[str]
    folder: Path

    def run(self, database: str, *more: str, user: str = "servio") -> Checked:
        """Check a database."""
        file = self.folder / "check.json"
        file.unlink(missing_ok=True)
        code = main(["data", "check", "--url", self.server.url(database, user), "--json", str(file), *more])
        out, err = self.capture.readouterr()
        return Checked(code, out, err, json.loads(file.read_text(encoding="utf-8")) if file.exists() else {})

    def canaries(self, database: str, policy: Path) -> Path:
        """Make the canaries of a database."""
        file = self.folder / "people.canaries"
        source = self.server.url(database)
        assert main(["data", "canaries", "--from", source, "--policy", str(policy), "--out", str(file)]) == 0
        self.capture.readouterr()
        return file
