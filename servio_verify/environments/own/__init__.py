"""Targets of our own: the sandbox that a run starts, and local staging."""
