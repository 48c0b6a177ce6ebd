"""What stops the house from standing, told to the person at the terminal."""


class Trouble(Exception):
    """A sentence that says what is wrong and what to do about it. The command line prints it and exits with 2."""
