"""Runs of the suite, each a process of its own."""
