"""Policy of staging's data: what becomes of every table and column of production's."""
