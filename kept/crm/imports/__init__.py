"""Imports: many records from a file, checked line by line, undone as one."""
