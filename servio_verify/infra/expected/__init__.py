"""Expectations: the file that says what an environment must be, and the rules in it."""
