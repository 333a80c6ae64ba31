"""Crash file: where the stack of this process goes if native code ends it (faulthandler)."""

import faulthandler
import sys
from contextlib import suppress

import pytest

from servio_verify.run import files
from servio_verify.run.identity import Run


class CrashFile:
    """A plugin of every process of a run."""

    def __init__(self, run: Run) -> None:
        self._path = run.folder / files.named(files.CRASHES, run.worker)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Open it; pytest's own plugin has sent the stack to standard error until now, and does so again afterwards."""
        try:
            file = self._path.open("w", encoding="utf-8")
        except OSError:  # a full disk: standard error will do
            return
        faulthandler.enable(file)

        def close() -> None:
            with suppress(AttributeError, OSError, RuntimeError, ValueError):  # there is no standard error
                faulthandler.enable(sys.__stderr__ or sys.stderr)
            file.close()
            if self._path.exists() and not self._path.stat().st_size:
                self._path.unlink()

        session.config.add_cleanup(close)
