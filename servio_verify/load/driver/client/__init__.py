"""The HTTP client of the load: connections, requests, answers."""
