"""Renderings of a mirror: for the terminal, as a page, for a GitHub job, and as JSON."""
