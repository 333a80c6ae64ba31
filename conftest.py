"""Wires the suite into pytest; everything it stands on is in `servio_verify`."""

pytest_plugins = ["servio_verify.plugin", "servio_verify.fixtures", "servio_verify.load.fixtures"]
