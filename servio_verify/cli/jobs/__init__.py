"""Data jobs of `servio-verify data`: one module each, with `add` (its arguments) and `run`."""
