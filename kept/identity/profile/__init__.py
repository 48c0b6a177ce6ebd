"""The profile: what a person is called, how they like to see things, from where they are signed in."""
