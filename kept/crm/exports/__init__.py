"""Exports: a list as a file, safe to open, read back without a difference, and never without a reason."""
