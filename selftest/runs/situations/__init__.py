"""The verdict's table of situations."""
