"""Choices know people by a keyed digest of their address. Elsewhere is another key: so the address itself travels,
where some record of the instance has it, and the digest is made anew where it arrives."""

from __future__ import annotations

from typing import Any

from kept.consent.keyed import key_name
from kept.consent.people import digest, normal
from kept.privacy.leaving.travelling import Row, Turn

SPOKEN = "address:"


class Known:
    """The addresses behind the digests that the choices of an instance name, learnt while its records pass by."""

    def __init__(self, instance_id: int, wanted: set[str]) -> None:
        self.instance_id, self.wanted = instance_id, wanted
        self.found: dict[str, str] = {}

    def learn(self, email: str) -> None:
        """An address of a record; kept only if some choice is about it."""
        if self.wanted and email:
            made = digest(email, self.instance_id)
            if made in self.wanted:
                self.found[made] = normal(email)


def _out(row: Row, context: Any) -> str:
    who = str(row["who"])
    return f"{SPOKEN}{context.known.found[who]}" if who in context.known.found else who


def _back(row: Row, context: Any) -> str:
    who = str(row["who"])
    if who.startswith(SPOKEN):
        return digest(who.removeprefix(SPOKEN), context.instance_id)
    if ":" not in who:
        context.unknown_addresses += 1
    return who


def _name_out(row: Row, context: Any) -> str:
    return "" if row["who"] in context.known.found else str(row["key_name"])


def _name_back(row: Row, context: Any) -> str:
    return str(row["key_name"]) or key_name()


WHO = Turn(_out, _back)
KEY_NAME = Turn(_name_out, _name_back)
