"""Each resource, declared."""
