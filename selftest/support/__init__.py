"""Support of this project's own tests: processes, projects, fronts, load targets."""
