"""Catalogue of faults that a proxy can have: a module is a kind; its faults register themselves."""
