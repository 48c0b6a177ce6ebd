"""The words of one call: the caller's time zone and language, and members as the contract names them, by their person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest

from kept.api.operations import Caller
from kept.audit.access import Access
from kept.crm.contacts.models import Contact
from kept.crm.nouns.vocabulary import Vocabulary
from kept.grants.models import SecurityLevel
from kept.identity.models import Membership


def zone(name: str) -> ZoneInfo:
    """A time zone by its name, UTC for one that is unknown here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@dataclass
class Words(Vocabulary):
    """A vocabulary that also knows e-mails of members and names of security levels."""

    emails: dict[int, str] = field(default_factory=dict)
    levels: dict[int, str] = field(default_factory=dict)

    def prime_people(self, members: Iterable[int | None]) -> None:
        """Load e-mail, name and person of members, in one query for a whole page."""
        wanted = {one for one in members if one} - self.emails.keys()
        if not wanted:
            return
        rows = Membership.objects.filter(pk__in=wanted).values_list("pk", "email", "full_name", "contacts__pk")
        for pk, email, name, person in rows:
            self.emails[pk] = email
            self.persons[pk] = {"id": person, "fullName": name}

    def level(self, pk: int) -> dict[str, Any]:
        """A security level as the contract has it. An instance has few: all are loaded at once."""
        if not self.levels:
            self.levels.update(SecurityLevel.objects.values_list("pk", "name"))
        return {"id": pk, "name": self.levels.get(pk, "")}

    def email(self, member: int | None) -> str | None:
        """Who did it, by e-mail; the contract's word for the system itself is `(unknown)`."""
        return self.emails.get(member, "(unknown)") if member else "(unknown)"

    def member_of(self, person: int) -> int | None:
        """The member whose person this is."""
        found = Contact.objects.filter(pk=person, membership__isnull=False).values_list("membership_id", flat=True)
        return next(iter(found), None)


def vocabulary(request: HttpRequest, passage: Access, caller: Caller) -> Words:
    """The words of the caller."""
    words = Words(me=passage.member_id, iso=request.GET.get("dateFormat", "").upper() == "ISO8601")
    words.language = caller.language
    words.time_zone = zone(caller.time_zone)
    return words
