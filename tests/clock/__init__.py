"""Application and database under one moved clock: `make clock`."""
