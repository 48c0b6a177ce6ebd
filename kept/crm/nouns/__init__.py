"""The anatomy of a noun: its fields declared once, from which list, form, filter, search, import, export and API follow."""
