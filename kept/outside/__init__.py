"""The only way out: mail and files. Each mail names its purpose and its recipient (S1, D2)."""
