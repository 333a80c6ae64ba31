"""Environments: where a Servio is, and what may be done there."""
