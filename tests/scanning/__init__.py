"""Files that come in, through the doors by which they come, under a scanner."""
