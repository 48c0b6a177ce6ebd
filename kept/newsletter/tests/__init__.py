"""What the newsletter promises, proved."""
