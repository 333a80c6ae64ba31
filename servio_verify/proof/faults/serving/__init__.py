"""Faults of serving: what answers is absent, late, of another build, or not Servio; how it greets over TLS."""
