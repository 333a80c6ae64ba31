"""Servio's API and its contract: client, models, assertions."""
