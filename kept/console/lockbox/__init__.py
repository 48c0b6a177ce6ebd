"""The lockbox: the one door of the operator's staff into an instance, and the customer opens it (D8)."""
