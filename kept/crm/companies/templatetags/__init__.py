"""Tags for companies."""
