"""Benchmarks: each compares two things in one run, in turn, so that whatever else the machine does meets both."""
