"""Gates before Servio: what they want, and the values that they are given."""
