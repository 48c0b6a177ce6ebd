"""The two errors of ours: what is asked cannot be done, and a sentence says why; or not now."""

from __future__ import annotations


class Refused(Exception):
    """A refusal in a sentence that a person reads. `promise` names the promise that stands in the way, if one does."""

    status = 409

    def __init__(self, message: object, promise: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.promise = promise


class Unavailable(Exception):
    """A part of the house that is needed does not answer: nothing was done, and it may be asked again a little later."""
