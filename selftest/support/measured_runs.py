"""Load runs whose measurement is judged."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from selftest.support.load_runs import Ended, Place
from servio_verify.load.measure.intervals import percentile_rank
from servio_verify.run.polling import wait_until

BRIEF: dict[str, Any] = {"users": 20, "seconds": 2}


def truth(milliseconds: list[float], share: float = 0.95) -> float:
    return sorted(milliseconds)[percentile_rank(len(milliseconds), share) - 1]


def run(here: Place, url: str, *arguments: str, **profile: Any) -> Ended:
    name = here.profile(**{**BRIEF, **profile})
    ended = here.run_profile(url, name, *arguments)
    if (ended.folder / "load.json").is_file():
        ended.need_quiet()
    return ended


def until(condition: Callable[[], Any], seconds: float = 120) -> Any:
    """Return what the condition gives once it is something."""
    found = wait_until(condition, seconds)
    assert found
    return found


def process_goes_on(process: "subprocess.Popen[str]", seconds: float) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)
