"""Examination of an environment before the first run, and a first environment file made of it."""
