"""Choices, through the doors of several rooms."""
