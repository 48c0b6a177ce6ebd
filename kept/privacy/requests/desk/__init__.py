"""The desks: the operator's privacy officer and a customer's responsible person work on the same pages."""
