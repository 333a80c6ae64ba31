"""Catalogue of faults that a proxy can have; a module is a kind, and each registers itself."""
