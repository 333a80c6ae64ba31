"""Parts of the data jobs by themselves."""
