"""Reading of values: a read-only transaction, one snapshot, each statement with a time-out."""
