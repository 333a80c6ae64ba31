"""Pseudonyms: keyed, the same for the same value in every table and run, in the form of what they stand for."""
