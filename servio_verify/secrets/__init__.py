"""Secrets: their values, the search for leaks, and the scrubber."""
