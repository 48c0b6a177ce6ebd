"""Who looked, who changed: the access log, written where rows become objects (D5)."""
