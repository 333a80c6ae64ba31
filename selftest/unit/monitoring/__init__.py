"""What sources of monitoring say in the time of a run."""
