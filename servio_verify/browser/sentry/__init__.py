"""Sentry's client in a running page: marked, asked for its settings, and seen to report a marked error."""
