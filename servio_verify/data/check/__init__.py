"""Check of staging's data: an instrument of its own, which shares no list and no code with what masks them."""
