"""The only way out: mail, calls to machines, files and where they lie. What leaves names its purpose and its recipient (S1, D2)."""
