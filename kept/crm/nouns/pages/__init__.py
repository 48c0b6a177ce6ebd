"""The pages that every noun has, written once: list, record, forms, files, bin."""
