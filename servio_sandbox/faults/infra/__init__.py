"""Faults of the deployment: TLS, health, speed, outages, builds, configuration."""
