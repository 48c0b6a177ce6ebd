"""Contacts: people, and the companies they work for."""
