"""Selftests of the proof: proxy, faults, campaign, matrix."""
