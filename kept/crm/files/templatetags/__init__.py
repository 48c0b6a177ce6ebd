"""Tags for files."""
