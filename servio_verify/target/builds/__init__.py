"""Builds: attestation, stray builds, first answers of a fresh task."""
