"""Detectors: each finds one kind of personal data in any text, and tells what is reserved for nobody by its form."""
