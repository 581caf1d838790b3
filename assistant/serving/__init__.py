"""`assistant serve`: the web chat and HTTP endpoints for programs, as one ASGI application."""
