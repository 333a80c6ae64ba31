"""Retention facts: how old the oldest order is, and when a clean-up ended last."""
