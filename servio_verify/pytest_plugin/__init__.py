"""The pytest plugin: hooks, options, fixtures, selection, evidence."""
