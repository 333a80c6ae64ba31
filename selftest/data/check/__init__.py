"""Proof of the check of staging's data: it finds everybody, and raises no false alarm."""
