"""Selftests of the API client."""
