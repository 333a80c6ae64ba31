"""Faults of the sandbox. Each lives here alone: the healthy code knows of none."""
