"""Instances, and the two fences around each: one in every query, one in the database (L5, D3)."""
