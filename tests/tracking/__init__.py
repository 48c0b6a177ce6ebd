"""Proofs of what is noted and what leaves."""
