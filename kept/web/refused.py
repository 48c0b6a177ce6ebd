"""The one error of ours: what is asked cannot be done, and a sentence says why."""

from __future__ import annotations


class Refused(Exception):
    """A refusal in a sentence that a person reads. `promise` names the promise that stands in the way, if one does."""

    status = 409

    def __init__(self, message: object, promise: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.promise = promise
