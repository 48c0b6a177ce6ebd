"""Files of records, encrypted by the application."""
