"""Legal titles: why a person's data is held, and until when."""
