"""Wires the suite into pytest; everything it stands on is in `servio_verify`."""

import importlib.util
import sys

NEEDED = ("allure_pytest", "filelock", "httpx", "jinja2", "playwright", "pydantic", "pytest_playwright", "xdist")

if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:  # another Python than ours
    sys.stderr.write(
        f"ERROR: {sys.executable} has no {', '.join(missing)}: run `make browser`, then .venv/bin/pytest\n"
    )
    raise SystemExit(4)  # pytest's own code would be 1, a NO-GO's

import pytest  # noqa: E402 - not before it is known to be there

PLUGINS = (
    "servio_verify.pytest_plugin.hooks",
    "servio_verify.pytest_plugin.fixtures",
    "servio_verify.browser.driver",
    "servio_verify.browser.patience",
    "servio_verify.browser.fixtures.smoke_pages",
    "servio_verify.browser.fixtures.strangers",
    "servio_verify.browser.fixtures.windows",
    "servio_verify.pytest_plugin.browser_fixtures",
    "servio_verify.pytest_plugin.second_account",
    "servio_verify.browser.recording.artifacts",
    "servio_verify.load.fixtures",
)


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the suite's plugins: for each one in `pytest_plugins`, pytest would search every installed package."""
    importlib.import_module("servio_verify.pytest_plugin.head_start").take(pluginmanager.get_plugin("pytestconfig"))
    for name in PLUGINS:
        pluginmanager.register(importlib.import_module(name), name)
