"""Datadog: which monitors of the service went red in the time of a run."""
