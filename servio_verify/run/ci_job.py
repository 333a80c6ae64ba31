"""The CI job that made a run: GitHub Actions or GitLab CI, read from their environment variables."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pipeline:
    """A run of a pipeline; `kind` is Allure's word for the CI."""

    name: str
    kind: str
    build: str
    url: str


def of(process: Mapping[str, str]) -> Pipeline | None:
    """Return the pipeline that this process environment is of; None on a person's machine."""
    if number := process.get("GITHUB_RUN_ID"):
        repository = f"{process.get('GITHUB_SERVER_URL', '')}/{process.get('GITHUB_REPOSITORY', '')}"
        build = f"{process.get('GITHUB_WORKFLOW', '')} #{process.get('GITHUB_RUN_NUMBER', '')}"
        return Pipeline("GitHub Actions", "github", build, f"{repository}/actions/runs/{number}")
    if url := process.get("CI_PIPELINE_URL"):
        build = f"{process.get('CI_PROJECT_PATH', '')} #{process.get('CI_PIPELINE_IID', '')}"
        return Pipeline("GitLab CI", "gitlab", build, url)
    return None
