"""Proofs that an instance comes back as it left."""
