"""Infrastructure: facts of an environment, read from where they are true, held against what is expected."""
