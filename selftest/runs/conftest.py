"""What runs of the suite share."""

from pathlib import Path

import pytest

from selftest.support.processes import Outcome, Verify
from selftest.support.project import Project, Suite


@pytest.fixture
def suite(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> Suite:
    """Run checks given as a text, in a project of their own, against the healthy sandbox."""
    project = Project(tmp_path / "project", verify)

    def run(checks: str, *arguments: str, tier: str = "e2e", **settings: str) -> Outcome:
        project.write(checks, tier)
        return project.run(*arguments, **(healthy | settings))

    return run
