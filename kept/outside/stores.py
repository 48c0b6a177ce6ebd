"""The store of mail: letters that wait for the mail server, and in development those that were shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kept.outside.letter import Letter
from kept.outside.letterbox import SHOWN, WAITING, Letterbox
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store


@keeps("R2", "R6")
@store
class Mail:
    """Letters on the disk. It has the first turn: nothing more is sent to whom we forget."""

    name = "mail"
    turn = 10

    def find(self, subject: Subject) -> Iterator[Finding]:
        """One finding a letterbox."""
        for box, letters in self._letters(subject):
            yield Finding(self.name, box.name, "letter", letters[0].purpose, len(letters))

    def export(self, subject: Subject) -> Iterator[Piece]:
        """The letters as they would leave."""
        for box, letters in self._letters(subject):
            for letter in letters:
                yield Piece(f"mail/{box.name}-{letter.id}.eml", "message/rfc822", [letter.as_message().as_bytes()])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """Whether a letter may go is asked again when it is posted."""

    def erase(self, subject: Subject) -> int:
        """The letters go unsent."""
        gone = 0
        for box, letters in self._letters(subject):
            for letter in letters:
                box.drop(letter.id)
                gone += 1
        return gone

    def verify(self, subject: Subject) -> Verdict:
        """No letter left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _letters(self, subject: Subject) -> Iterator[tuple[Letterbox, list[Letter]]]:
        for box in (SHOWN, WAITING):
            found = [letter for letter in box.letters() if is_of(letter, subject)]
            if found:
                yield box, found


def is_of(letter: Letter, subject: Subject) -> bool:
    """Whether a letter goes to the person, or speaks of their address, and is of this controller."""
    if whose(letter) != subject.instance_id:
        return False
    text = json.dumps([letter.to, letter.subject, letter.text, letter.html], ensure_ascii=False).lower()
    return any(email in text for email in subject.emails)


def whose(letter: Any) -> int | None:
    """The instance in whose name a letter goes; None for the operator's own."""
    someone = getattr(letter, "someone", None)
    found = someone.get("instance_id") if isinstance(someone, dict) else getattr(someone, "instance_id", None)
    return found or None


from kept.outside import log_store  # noqa: E402, F401  the store of logs, which this room has too
