"""Wires the suite into pytest; everything it stands on is in `servio_verify`."""

pytest_plugins = [
    "servio_verify.pytest_plugin.hooks",
    "servio_verify.pytest_plugin.fixtures",
    "servio_verify.pytest_plugin.browser_fixtures",
    "servio_verify.pytest_plugin.second_account",
    "servio_verify.load.fixtures",
]
