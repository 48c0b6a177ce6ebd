"""The words of one call: the caller's time zone and language, and members as the contract names them, by their person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from psycopg.types.numeric import Int8

from kept.api.operations import Caller
from kept.audit.access import Access
from kept.audit.prepared import Prepared, ask
from kept.crm.contacts.models import Contact
from kept.crm.fields.models import CustomField
from kept.crm.nouns.vocabulary import Vocabulary
from kept.identity.models import Membership
from kept.identity.preferences import zone
from kept.tenancy.models import current_instance_id

MEMBERS = Prepared(
    lambda given: Membership.objects.filter(pk__in=[given]).values_list("pk", "email", "full_name", "contacts__pk")
)
CUSTOM = ("id", "kind", "name", "label", "group", "data_type", "options", "currency", "hint", "position")
DEFINITIONS = """
SELECT (SELECT coalesce(json_agg(json_build_array(id, name, locked) ORDER BY id), '[]')
          FROM grants_securitylevel WHERE instance_id = $1),
       (SELECT coalesce(json_agg(json_build_array({columns}) ORDER BY "group", position, label), '[]')
          FROM fields_customfield WHERE instance_id = $1 AND kind = $2 AND retired_at IS NULL)
""".format(columns=", ".join(f'"{name}"' for name in CUSTOM))  # noqa: S608


@dataclass
class Words(Vocabulary):
    """A vocabulary that also knows e-mails of members and names of security levels."""

    emails: dict[int, str] = field(default_factory=dict)
    levels: dict[int, str] = field(default_factory=dict)
    shown_levels: dict[int, dict[str, Any]] = field(default_factory=dict)
    shared: int | None = None
    customs: dict[str, list[CustomField]] = field(default_factory=dict)

    def prime_people(self, members: Iterable[int | None]) -> None:
        """Load e-mail, name and person of members, in one query for a whole page."""
        wanted = {one for one in members if one} - self.emails.keys()
        if not wanted:
            return
        for pk, email, name, person in MEMBERS.rows(list(wanted)):
            self.emails[pk] = email
            self.persons[pk] = {"id": person, "fullName": name}

    def level(self, pk: int) -> dict[str, Any]:
        """A security level as the contract has it. An instance has few: all are loaded at once."""
        if pk not in self.shown_levels:
            self._load_levels()
            self.shown_levels[pk] = {"id": pk, "name": self.levels.get(pk, "")}
        return self.shown_levels[pk]

    def shared_level(self) -> int | None:
        """The level of records for which none was chosen."""
        self._load_levels()
        return self.shared

    def _load_levels(self) -> None:
        if not self.levels:
            self._define("")

    def _define(self, kind: str) -> None:
        """Load in one round what the instance has defined: its security levels, and the fields of a noun."""
        levels, customs = ask(DEFINITIONS, [Int8(current_instance_id()), kind])[0]
        self.levels = {pk: name for pk, name, _locked in levels}
        self.shared = min((pk for pk, _name, locked in levels if locked), default=None)
        self.customs[kind] = [CustomField(**dict(zip(CUSTOM, row, strict=True))) for row in customs]

    def email(self, member: int | None) -> str | None:
        """Who did it, by e-mail; the contract's word for the system itself is `(unknown)`."""
        return self.emails.get(member, "(unknown)") if member else "(unknown)"

    def custom_fields(self, kind: str) -> list[CustomField]:
        """The instance's own fields of a noun."""
        if kind not in self.customs:
            self._define(kind)
        return self.customs[kind]

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
