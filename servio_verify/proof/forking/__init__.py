"""Forking: runs of the suite without the price of their imports."""
