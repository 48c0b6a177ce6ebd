"""Workers that are killed at each step of each kind of job: what they were to do happens once."""
