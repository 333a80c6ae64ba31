"""Faults of the API: what its requests and responses get wrong."""
