"""Sentry: whether errors arrive there, and which are new in the time of a run."""
