"""Tests of the clean-up on a real PostgreSQL."""
