"""Sources: one service of AWS a file."""
