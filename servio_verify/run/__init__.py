"""One run on this machine: identity, journal, lock, abort, progress, polling."""
