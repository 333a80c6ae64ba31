"""Faults of security: headers, CORS, cookies, request ids, sessions, ownership, secrets."""
