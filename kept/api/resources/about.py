"""What an activity is about and who takes part: fetched for a page at once, and kept from a body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kept.api.operations import Call
from kept.api.problems import absent, bad
from kept.api.resource import Attached, Rows
from kept.crm.activities.models import Participant
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.tenancy.ids import id_of

NOT_HERE = ("lead", "businessCase", "offer", "salesOrder", "project", "activity")  # nouns that are not built yet
ROLES = ("FROM", "TO")
MOST = 200  # people at one table


def about(model: Any, owner: str) -> Attached:
    """`company`, `person` and `participants` of activities. Whom a level hides has no name."""

    def load(call: Call, ids: Sequence[int], detail: bool) -> Rows:
        own = list(model.objects.filter(pk__in=ids).values_list("pk", "contact_id", "company_id"))
        joined = list(
            Participant.objects.filter(**{f"{owner}__in": ids})
            .order_by("pk")
            .values_list(owner, "pk", "membership_id", "contact_id", "company_id", "role")
        )
        people = _people(call, {row[1] for row in own} | {row[3] for row in joined})
        firms = _firms(call, {row[2] for row in own} | {row[4] for row in joined})
        call.words.prime_people({row[2] for row in joined})
        rows: Rows = defaultdict(lambda: empty(detail))
        for pk, person, firm in own:
            rows[pk]["person"] = _person(person, people)
            rows[pk]["company"] = {"id": firm, "name": firms.get(firm)} if firm else None
        for pk, *one in joined:
            rows[pk]["participants"].append(_participant(call, one, people, firms))
        return rows

    return Attached(load, empty)


def empty(detail: bool) -> dict[str, Any]:
    """An activity about nobody. What is not built yet is null."""
    return dict.fromkeys((*NOT_HERE, "person", "company", "recurrence", "companyAddress"), None) | {"participants": []}


def _person(pk: int | None, people: dict[int, str]) -> dict[str, Any] | None:
    return {"id": pk, "fullName": people.get(pk), "name": people.get(pk)} if pk else None


def _people(call: Call, ids: set[int | None]) -> dict[int, str]:
    if not (wanted := ids - {None}):
        return {}
    seen = Contact.objects.visible_to(call.access).filter(pk__in=wanted)
    return {row["pk"]: CONTACTS.title(row) for row in seen.values("pk", "first_name", "last_name")}


def _firms(call: Call, ids: set[int | None]) -> dict[int, str]:
    if not (wanted := ids - {None}):
        return {}
    return dict(Company.objects.visible_to(call.access).filter(pk__in=wanted).values_list("pk", "name"))


def _participant(call: Call, row: list[Any], people: dict[int, str], firms: dict[int, str]) -> dict[str, Any]:
    pk, member, person, firm, role = row
    colleague = call.words.person_of(member) or {}
    name = colleague.get("fullName") or people.get(person) or firms.get(firm)
    return {
        "id": pk, "owner": False, "role": role or None, "name": name, "person": person or colleague.get("id"),
        "company": firm, "lead": None,
    }  # fmt: skip


def keep_participants(owner: str) -> Any:
    """`participants` of a body: no id adds, an id changes, a negative id removes."""

    def after(call: Call, record: Any, given: dict[str, Any], new: bool) -> None:
        from kept.api.records import touch

        asked = given.get("participants") or []
        if not isinstance(asked, list) or not all(isinstance(one, dict) for one in asked):
            raise bad("Attribute [participants] must be a list of objects")
        rows = Participant.objects.filter(**{owner: record})
        if len(asked) + rows.count() > MOST:
            raise bad(f"At most {MOST} participants")
        for one in asked:
            _keep(call, owner, record, rows, one)
        if asked and not new:
            touch(call, record)

    return after


def _keep(call: Call, owner: str, record: Any, rows: Any, one: dict[str, Any]) -> None:
    number = one.get("id")
    if number in (None, 0, ""):
        Participant.fresh(**{owner: record}, **_who(call, one)).save(force_insert=True)
        return
    if not isinstance(number, int) or isinstance(number, bool):
        raise bad("Attribute [participants.id] must be a number")
    row = rows.filter(pk=id_of(abs(number))).first()
    if row is None:
        raise absent("Participant", number)
    if number < 0:
        row.delete()
        return
    named = any(one.get(name) not in (None, "") for name in ("person", "company", "lead"))
    for name, value in (_who(call, one) if named else {"role": _role(one)}).items():
        setattr(row, name, value)
    row.save()


def _who(call: Call, one: dict[str, Any]) -> dict[str, Any]:
    """A colleague, when the person is one; else a contact or a company that the caller may see."""
    role = _role(one)
    if one.get("lead") not in (None, ""):
        raise bad("Attribute [participants.lead]: there are no leads here yet")
    person, firm = (_id(one.get(name), name) for name in ("person", "company"))
    if (person is None) == (firm is None):
        raise bad("Exactly one of [participants.person], [participants.company] is needed")
    nobody = {"membership_id": None, "contact_id": None, "company_id": None, "role": role}
    if firm is not None:
        _must_see(call, Company, "Company", firm)
        return nobody | {"company_id": firm}
    _must_see(call, Contact, "Person", person)
    member = call.words.member_of(person or 0)
    return nobody | ({"membership_id": member} if member else {"contact_id": person})


def _role(one: dict[str, Any]) -> str:
    role = one.get("role") or ""
    if role not in ("", *ROLES):
        raise bad("Attribute [participants.role] must be one of FROM, TO")
    return str(role)


def _id(value: Any, name: str) -> int | None:
    value = value.get("id") if isinstance(value, dict) else value
    if value in (None, ""):
        return None
    found = id_of(value)
    if found is None:
        raise bad(f"Attribute [participants.{name}] must be an id")
    return found


def _must_see(call: Call, model: Any, entity: str, pk: int | None) -> None:
    if not model.objects.kept().visible_to(call.access).filter(pk=pk).exists():
        raise absent(entity, pk)
