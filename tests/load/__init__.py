"""Many requests at once, against the real server."""
