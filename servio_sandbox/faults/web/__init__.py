"""Faults of the web app: its pages, scripts and forms."""
