"""REST API: routes, request bodies, envelope, rate limits."""
