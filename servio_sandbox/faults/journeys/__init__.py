"""Faults of journeys: what the web app claims and what is stored differ."""
