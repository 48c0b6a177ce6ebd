"""What the desk promises, proved."""
