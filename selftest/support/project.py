"""A project of its own for checks that a selftest gives as a text."""

import shutil
from collections.abc import Callable
from pathlib import Path

from selftest.support.processes import ROOT, Outcome, Verify

IMPORTS = (
    "import datetime, os, time, httpx, pytest\nfrom servio_verify.api.assertions import describe, expect_success\n"
)

CHECKS = ROOT / "selftest/runs/checks"


def checks(*names: str) -> str:
    """Return the text of files of checks, one after the other."""
    return "\n".join((CHECKS / f"{name}.py").read_text() for name in names)


class Project:
    """Environments and wiring like the suite's, and no check but what it is given."""

    def __init__(self, folder: Path, verify: Verify) -> None:
        self.folder = folder
        self._verify = verify
        shutil.copytree(ROOT / "environments", folder / "environments")
        for name in ("conftest.py", "pytest.ini"):
            shutil.copy(ROOT / name, folder)

    def write(self, checks: str, tier: str = "smoke", file: str = "test_it.py") -> None:
        """Add a file of checks."""
        folder = self.folder / "tests" / tier
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(IMPORTS + checks)

    def run(self, *arguments: str, **settings: str) -> Outcome:
        """Run what is there."""
        return self._verify(*arguments, cwd=self.folder, PYTHONPATH=str(ROOT), **settings)


Suite = Callable[..., Outcome]
"""Runs checks, given as a text, with these arguments and settings."""
