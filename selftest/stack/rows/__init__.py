"""The table of breakages, by the part that is broken."""

from selftest.stack.rows import connections, roll_outs, stores, tasks

ROWS = (*roll_outs.ROWS, *tasks.ROWS, *stores.ROWS, *connections.ROWS)
