"""A small world to try Kept in: two instances, a cast of people, and a year that has been lived in."""
