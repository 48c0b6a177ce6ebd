"""The privacy of an instance as its people see it: what is held and why, who looked, what the operator cannot."""
