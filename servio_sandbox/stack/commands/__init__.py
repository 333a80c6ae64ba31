"""Commands of `python -m servio_sandbox.stack`."""
