"""Errors that end a run or a command, each with the exit code that it ends with.

    ServioVerifyError           1   something could not be done
    ├── UsageError              4   a mistake in the command line, the settings or the project
    │   ├── SettingsError           environments.layers.mistakes
    │   ├── RefusedError            environments.permissions
    │   ├── SandboxError            environments.own.sandbox
    │   ├── NoBrowserError          browser.install
    │   ├── MergeError              results.merge
    │   ├── PolicyError             data.policy.model
    │   ├── SchemaError             data.anonymise.errors
    │   ├── KeyMissingError         data.anonymise.key
    │   └── NotStartedError         load.lifecycle.errors
    ├── InconclusiveError      10   it cannot be told
    │   ├── TargetDownError         target.preflight
    │   ├── NotServioError          target.preflight
    │   ├── UnansweredError         target.guard
    │   ├── OccupiedError           run.lock
    │   └── BusyError               data.clean.errors
    ├── InvalidError           11   the run cannot be trusted
    │   ├── OptimizedError          workflow.start_target
    │   ├── OtherBuildError         target.attestation
    │   └── ReadOnlyError           api.http
    ├── SweepError              1   data.sweep
    ├── AnonymiseError          1   data.anonymise.errors
    ├── CleanError              1   data.clean.errors
    └── ReportError             1   reporting.allure.build

The text of each is the one line to show. What a check raises to be judged is an AssertionError instead
(results.check_errors).
"""

from typing import ClassVar


class ServioVerifyError(Exception):
    """Something could not be done."""

    exit_code: ClassVar[int] = 1
    verdict: ClassVar[str] = ""

    @property
    def line(self) -> str:
        """The first line of the text, with the verdict before it where the error is one; evidence may stand behind."""
        text = str(self).partition("\n")[0]
        return f"{self.verdict}: {text}" if self.verdict else text


class UsageError(ServioVerifyError):
    """A mistake of the user; pytest's own code for it."""

    exit_code = 4


class InconclusiveError(ServioVerifyError):
    """Nothing can be said about the target."""

    exit_code = 10
    verdict = "INCONCLUSIVE"


class InvalidError(ServioVerifyError):
    """The run itself cannot be trusted."""

    exit_code = 11
    verdict = "INVALID"
