"""Local staging: its pure parts, its records and locks."""
