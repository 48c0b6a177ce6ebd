"""Kept: the CRM that keeps its promises."""
