"""Publication of a result, to files, GitHub and Slack. Nothing that goes wrong here changes the verdict."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from servio_verify.reporting import github, junit, slack, summary_page
from servio_verify.reporting.allure import run_facts
from servio_verify.results.model import Result
from servio_verify.run import files

WEBHOOK = "SLACK_WEBHOOK_URL"
SUMMARY = "GITHUB_STEP_SUMMARY"
WATCHED = "SERVIO_WATCHED"
"""Set for a run that a watch started: the watch itself tells others, and only of a change."""


def publish(result: Result, folder: Path, process: Mapping[str, str], webhook: str | None) -> list[str]:
    """Write `verdict.json` and every rendering of it, and post to Slack; return what went wrong.

    `process` is the process environment; only an OSError of `verdict.json` itself is raised.
    """
    result.write(folder / files.VERDICT)
    return list(_rendered(result, folder, process, webhook))


def announce(result: Result, process: Mapping[str, str], webhook: str | None) -> Iterator[str]:
    """Tell those who are elsewhere: the GitHub job and Slack; yield what went wrong."""
    if process.get(WATCHED):
        return
    if summary := process.get(SUMMARY):
        try:
            github.write(result, Path(summary))
        except OSError as error:
            yield f"the GitHub summary could not be written: {error.strerror}"
    if webhook and (wrong := slack.post(result, webhook)):
        yield f"Slack was not told: {wrong}"


def _rendered(result: Result, folder: Path, process: Mapping[str, str], webhook: str | None) -> Iterator[str]:
    try:
        summary_page.write(result, folder / files.SUMMARY)
        junit.write(result, folder / files.JUNIT)
        run_facts.write(result, folder / files.ALLURE_RESULTS, process)
    except OSError as error:
        yield f"the reports could not be written: {error}"
    yield from announce(result, process, webhook)
