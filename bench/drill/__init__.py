"""Drills: backups taken, spoiled, aged and restored, each told in a line with its figure."""
