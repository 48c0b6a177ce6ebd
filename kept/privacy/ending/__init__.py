"""The end of an instance (L1): asked for, taken back or closed, emptied, and a certificate of it."""
