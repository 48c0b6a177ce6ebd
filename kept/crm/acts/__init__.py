"""Long acts: an act on more records than a page can wait for, done by the worker, with progress, a stop and an undo."""
