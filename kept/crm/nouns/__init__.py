"""The anatomy of a noun: fields declared once; list, form, filter, search, import, export and API follow."""
