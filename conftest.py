"""Wires the suite into pytest; everything it stands on is in `servio_verify`."""

import gc
import importlib.util
import sys

import pytest

NEEDED = ("allure_pytest", "filelock", "httpx", "playwright", "pydantic", "pytest_playwright", "xdist")

if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:  # another Python than ours
    sys.stderr.write(
        f"ERROR: {sys.executable} has no {', '.join(missing)}: run `make browser`, then .venv/bin/pytest\n"
    )
    raise SystemExit(4)  # pytest's own code would be 1, a NO-GO's

gc.disable()  # until the checks begin: what is imported and collected stays, and to search it takes a fifth of the time

pytest_plugins = [
    "servio_verify.pytest_plugin.hooks",
    "servio_verify.pytest_plugin.fixtures",
    "servio_verify.pytest_plugin.browser_fixtures",
    "servio_verify.pytest_plugin.second_account",
    "servio_verify.load.fixtures",
]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Collect garbage from now on, and only what the checks make."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Leave what is left to the end of the process: pytest and Python would search it a dozen times before."""
    gc.freeze()
