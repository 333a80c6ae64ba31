"""Document of an environment, `docs/STAGING.md`: made of its file and of what its last accepted run read."""
