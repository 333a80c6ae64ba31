"""Real load runs."""
