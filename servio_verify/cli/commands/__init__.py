"""The commands: one module each, with `add` (its arguments) and `run`."""
