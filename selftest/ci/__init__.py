"""Workflows and recipes."""
