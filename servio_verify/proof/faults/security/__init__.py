"""Faults of security: headers, CORS, cookies, ownership, secrets."""
