"""Statistics that leave: sums over groups that are large enough, and nothing from which a smaller one could be worked out (S3)."""
