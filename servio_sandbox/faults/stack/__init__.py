"""Faults of a stack's own habits; each brings the style of the sandbox that it needs."""
