"""The command `prove`: from what the user asked for to the matrix."""
