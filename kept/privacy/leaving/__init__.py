"""Leaving: a customer takes everything along, and comes back, or moves in elsewhere, without a difference (R5, L5)."""
