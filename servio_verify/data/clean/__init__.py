"""Clean-up of old rows: orders older than some days and what hangs on them, in short transactions."""
