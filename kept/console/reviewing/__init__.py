"""Reviewing: every quarter somebody else looks at what each member of staff may do, and what they opened (D6)."""
