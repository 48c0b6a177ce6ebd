"""Keys: rotated, lost, found, and of an instance alone."""
