"""Commands of the operator's door."""
