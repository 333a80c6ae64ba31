"""The steps once around the checks: set-up, monitor, self-test, finish."""
