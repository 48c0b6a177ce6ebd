"""Billing: the accounting documents of the operator, kept as long as the law of its country says and no longer (L6)."""
