"""What is noted by itself: requests, errors, devices; and the statistics made of them, with no person in them (C4, C7, U4, S3)."""
