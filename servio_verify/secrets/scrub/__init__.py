"""The scrubber: takes secrets out of files, names and streams."""
