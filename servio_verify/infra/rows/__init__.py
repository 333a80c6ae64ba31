"""Facts of staging's rows: the test user is there, and tables are not empty."""
