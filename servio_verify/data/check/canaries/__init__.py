"""Canaries: keyed digests of production's values, by which its people are known exactly."""
