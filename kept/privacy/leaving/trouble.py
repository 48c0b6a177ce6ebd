"""What keeps an archive from coming in, in sentences."""

from __future__ import annotations

MOST_TOLD = 100


class Refused(Exception):
    """The archive is not taken; the sentences say why, at most a hundred of them."""

    def __init__(self, *said: str) -> None:
        super().__init__(said[0] if said else "")
        self.said = [str(one) for one in said][:MOST_TOLD]
        self.many = len(said)
