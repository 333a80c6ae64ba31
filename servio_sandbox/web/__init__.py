"""The web origin: one page and its static files."""
