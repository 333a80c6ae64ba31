"""Documents and lists in a column: changed by path, or element by element."""
