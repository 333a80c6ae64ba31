"""Feature flags that the suite's pages are told as the environment's file pins them."""
