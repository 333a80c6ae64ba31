"""Flags of the environment in the time of a run: what changed, what production has otherwise, what is pinned."""
