"""Plugins of pytest that selftests load into a run of the suite."""
