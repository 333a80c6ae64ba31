"""Checks that selftests hand to a run of the suite; they are tests of a target, not of this project."""
