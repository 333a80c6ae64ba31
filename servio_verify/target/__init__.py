"""The target from outside: preflight, health samples, attestation, TLS, headers."""
