"""Faults of who may come in, and to what: sign-in, sessions, tokens, accounts."""
