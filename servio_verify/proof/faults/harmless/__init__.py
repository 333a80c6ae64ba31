"""Harmless differences: what a healthy Servio may have, and what must leave every check green."""
