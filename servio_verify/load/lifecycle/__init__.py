"""The life of a load run: options, preconditions, set-up, conclusion, scrubbing."""
