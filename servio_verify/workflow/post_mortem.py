"""Post-mortem of a run whose process died: INVALID, in one line, and its folder scrubbed like any other."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.settings import read_environment
from servio_verify.errors import InvalidError
from servio_verify.reporting import publish
from servio_verify.results.merge import MergeError, read
from servio_verify.results.model import Cause, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.secrets.run_scrubber import RunScrubber
from servio_verify.secrets.values import secret_values
from servio_verify.workflow.provisional import KIND, TEXT, is_provisional
from servio_verify.workflow.scrub_result import scrub_result

SHELL_SIGNAL = 128
"""A shell adds the number of a signal to this."""

CLAIMS = (Verdict.GO.exit_code, Verdict.NO_GO.exit_code, Verdict.INCONCLUSIVE.exit_code)


ONLY_TELLS = frozenset({"-h", "--help", "-V", "--version", "--list-faults"})
"""What may end with 0 and no verdict, where it stands on the command line itself: everything else promises one."""


def examine(exit_code: int, run: Run, root: Path, arguments: Sequence[str] = ()) -> int:
    """Return the exit code to end with: this one where the run ended in order, else 11 after one line that says so.

    A process that a signal ended has a negative exit code, as `subprocess` has it, or one above 128.
    """
    if exit_code == Verdict.GO.exit_code and ONLY_TELLS.intersection(arguments):
        return exit_code
    if exit_code in (-signal.SIGINT, SHELL_SIGNAL + signal.SIGINT):
        return SHELL_SIGNAL + signal.SIGINT
    result = _result(run)
    if not (_died(exit_code) or _is_unsaid(exit_code, result)):
        return exit_code
    text = _what_happened(exit_code, run, result)
    error = InvalidError(text)
    where = f"; see {os.path.relpath(run.folder)}" if run.folder.exists() else "; it made no folder"
    sys.stderr.write(f"\n{error.line}{where}\n")  # pytest may have died in the middle of a line
    if result is not None:
        _publish(result, text, run, root)
    return error.exit_code


def _result(run: Run) -> Result | None:
    try:
        return read(run.folder / files.VERDICT)
    except MergeError:
        return None


def _died(exit_code: int) -> bool:
    return exit_code < 0 or exit_code >= SHELL_SIGNAL


def _is_unsaid(exit_code: int, result: Result | None) -> bool:
    """Whether an exit code that stands for a verdict has none behind it, or another one."""
    return exit_code in CLAIMS and (result is None or is_provisional(result) or result.exit_code != exit_code)


def _what_happened(exit_code: int, run: Run, result: Result | None) -> str:
    if result is not None and not is_provisional(result):
        return _too_late(exit_code, result)
    if _died(exit_code) or run.folder.exists():
        return f"{TEXT} ({_cause(exit_code)})"
    added = f"; PYTEST_ADDOPTS is {os.environ['PYTEST_ADDOPTS']!r}" if os.environ.get("PYTEST_ADDOPTS") else ""
    return f"The run ended without a verdict: pytest ran no check and ended with {exit_code}{added}"


def _cause(exit_code: int) -> str:
    number = -exit_code if exit_code < 0 else exit_code - SHELL_SIGNAL
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"exit code {exit_code}"


def _too_late(exit_code: int, result: Result) -> str:
    how = f"died ({_cause(exit_code)})" if _died(exit_code) else f"ended with {exit_code}"
    return f"The process of the run {how} after it had said {result.verdict}"


def _publish(result: Result, text: str, run: Run, root: Path) -> None:
    """Write the verdict and its renderings anew, and scrub the folder; it stays closed where that cannot be done."""
    cause = Cause(verdict=Verdict.INVALID, kind=KIND, text=text)
    others = tuple(each for each in result.causes if each.kind != KIND)
    causes = (cause, *others)
    verdict = {"verdict": Verdict.INVALID, "exit_code": Verdict.INVALID.exit_code}
    result = result.model_copy(update=verdict | {"causes": causes, "reasons": tuple(map(str, causes))})
    try:
        environment = read_environment(result.environment, root, os.environ)
    except SettingsError as error:
        sys.stderr.write(f"its files are not scrubbed, and for their owner only: {error}\n")
        return
    scrubber = RunScrubber(secret_values(environment), run)
    scrubber.guard_streams()
    result = scrub_result(result, scrubber, scrubber.scrub())
    run.open_to_others()
    webhook = environment.secrets.get(publish.WEBHOOK)
    secret = webhook.get_secret_value() if webhook else None
    for complaint in publish.publish(result, run.folder, os.environ, secret):
        sys.stderr.write(f"{complaint}\n")
