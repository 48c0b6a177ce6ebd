"""Tags for the story."""
