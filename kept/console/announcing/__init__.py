"""Announcing: what is new in the service and what changes, told to all who use it and apart from offers (U3)."""
