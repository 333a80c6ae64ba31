"""The two ASGI applications, assembled from settings, services and middleware."""
