"""Webhooks: machines of an instance that are told of what happens with its records."""
