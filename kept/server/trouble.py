"""What the person at the terminal is told: what stops the house from standing, and what happens while it stands."""

import sys


class Trouble(Exception):
    """A sentence that says what is wrong and what to do about it. The command line prints it and exits with 2."""


def say(sentence: str) -> None:
    """Tell it at once, beside what the program puts out."""
    print(f"kept: {sentence}", file=sys.stderr, flush=True)
