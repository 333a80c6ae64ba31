"""Where rows go: staging's database, in one transaction."""
