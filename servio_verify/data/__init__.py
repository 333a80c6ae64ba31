"""Data on the target: the sweep of what runs left."""
