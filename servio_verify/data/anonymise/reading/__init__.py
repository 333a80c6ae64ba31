"""Where rows come from: production's database, or a dump."""
