"""Tags of the rooms of consent."""
