"""The portal: what a person may ask, without an account."""
