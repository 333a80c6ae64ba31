"""HTTP servers: sockets, TLS, uvicorn, start and shutdown."""
