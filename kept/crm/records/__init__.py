"""What all records share: owner, state, version, history, tags, search, undo."""
