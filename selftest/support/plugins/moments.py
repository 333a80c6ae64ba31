"""A pytest plugin that holds a run before one of its checks, until who breaks something meanwhile has done so."""

import os
from pathlib import Path

FOLDER = Path(os.environ["MOMENT_FOLDER"])
CHECK = int(os.environ["MOMENT_CHECK"])
SECONDS = 60.0
_begun: list[str] = []


def pytest_runtest_logstart(nodeid: str) -> None:
    from servio_verify.run.polling import wait_until  # now: pytest wants to be the first to import its plugins

    _begun.append(nodeid)
    if len(_begun) == CHECK:
        (FOLDER / "reached").touch()
        assert wait_until((FOLDER / "go").exists, SECONDS, every=0.02), "nobody broke anything"
