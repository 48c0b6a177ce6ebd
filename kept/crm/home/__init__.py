"""Home: what waits for me, and where I left off."""
