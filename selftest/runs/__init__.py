"""Runs of the suite as a process."""
