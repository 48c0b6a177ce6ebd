"""Depots that are not a folder here."""
