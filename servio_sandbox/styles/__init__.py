"""Styles of the sandbox: healthy habits of real stacks, each altering a built sandbox from outside, as faults do."""
