"""The files of a run's folder: what each is called, who may read it, and how it is written.

The folder itself is for its owner only until the run has ended and everything in it is scrubbed; then whoever may read
the folder above may read it too. In a pattern, `*` is the process that wrote the file: `main`, `gw0`, `load`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

VERDICT = "verdict.json"
"""The result; everything else that people see of it is rendered from it."""

SUMMARY = "summary.html"
JUNIT = "junit.xml"
HEALTH_CHART = "readiness.svg"
SAMPLES = "samples.jsonl"
NAMED_BUILDS = "builds.json"
FACTS = "facts.json"
"""What the infra tier read of the environment (`infra.facts`)."""

FLAGS = "flags.json"
"""Which feature flags were on before the checks and after them (`monitoring.flags`)."""

ALLURE_RESULTS = "allure-results"
BROWSER = "browser"
"""What pytest-playwright keeps, and what else a failed check leaves: a folder for each."""

LOAD = "load"
"""The folder of the load run, which may also be a run of its own."""

LOAD_JSON = "load.json"
LOAD_TABLE = "load.txt"
LOAD_CHART = "load.svg"
LOCUST_REPORT = "locust.html"
CRASHES = "crash-*.txt"
"""The stack of a process that died (faulthandler); only there where one did."""

JOURNALS = "journal-*.jsonl"
"""What a process made on the target. Never dropped, whatever becomes of the scrubbing: the next run sweeps by it."""

TARGET = "target.json"
"""Where the run works; the sweep of later runs reads it."""

ALIVE = "alive.lock"
"""Held by a run as long as it lives; the system lets go of it however the run ends."""

ABORT = "abort.txt"
"""Why the run was told to stop."""

OBTAINED = "known-*.jsonl"
"""Secrets that a process obtained: for their owner only, and removed when the run ends."""

SHARED = "shared-*"
"""Sessions that the workers share, and the locks of these files: likewise."""

PROMISED = "promised-*.json"
"""Which checks a worker collected; removed when the run ends."""

OBSERVED = "observed-*.json"
"""What the checks of a process measured; removed when the run ends."""

BUILDS = "builds-*.json"
"""Which builds the pages and answers of a process named; removed when the run ends."""

SIGNED_IN = "signed-in.txt"
"""Keyed digests of the accounts that signed in; the history keeps them, and the run does not."""

RENEWALS = "renewals.txt"
"""A line for each time that a session of the suite's was renewed; removed when the run ends."""

PACE = "pace-*"
"""When the workers may send their next request where a limit is declared, and the locks of these files."""

ALARM = "alarm.txt"
"""When a process saw Servio fail last; removed when the run ends."""

PAGES_ASK = "pages-ask.txt"
"""Which origins the pages asked as an API; removed when the run ends."""

PINNED = "pinned.txt"
"""Which feature flags a page was told as they are pinned; removed when the run ends."""

MISTAKE = "mistake-*.txt"
"""What a worker found wrong with the checks that it collected; removed when the run ends."""

MARKED_ERRORS = "sentry-*.json"
"""The error that was thrown on purpose, as Sentry took it; removed when the run ends."""

API_ERRORS = "api-error-*.txt"
"""The path of the API that threw on purpose in this run; removed when the run ends."""

ONLY_FOR_THE_RUN = (
    *(SHARED, PROMISED, MISTAKE, OBSERVED, BUILDS, SIGNED_IN),
    *(RENEWALS, PACE, ALARM, PAGES_ASK, MARKED_ERRORS, API_ERRORS, PINNED),
)


def named(pattern: str, process: str) -> str:
    """Return the name of that process's file."""
    return pattern.replace("*", process)


def write_atomically(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write beside the file and replace it, so that nobody reads half of it; it keeps its mode. Raises OSError.

    `private`: only its owner may read it.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if private:
            draft.touch(mode=0o600)
        draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        if not private and path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def open_private(path: Path, mode: str) -> Iterator[IO[str]]:
    """Open a text file that only its owner may read, to write (`w`) or to append (`a`). Raises OSError."""
    with open(path, mode, encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        yield file
