"""Tags of requests."""
