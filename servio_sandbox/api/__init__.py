"""The API origin."""
