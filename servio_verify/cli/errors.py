"""Exit codes of the command besides those of a verdict."""

USAGE_ERROR = 4
"""A mistake in the command line or in the settings."""

FAILED = 1
"""Something could not be done."""
