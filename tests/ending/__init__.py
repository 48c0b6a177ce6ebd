"""The end of an instance, from its asking to a restored backup."""
