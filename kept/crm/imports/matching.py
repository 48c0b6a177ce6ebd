"""Which lines are already here: by their ids, then by what tells a person or a company apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kept.audit.access import Access
from kept.crm.imports import any_of  # noqa: F401  the lookup `__any`
from kept.crm.imports.cleaning import Cleaned
from kept.crm.imports.twins import PHONE_TAIL, twins
from kept.crm.nouns.noun import Noun
from kept.crm.records.models import ExternalId
from kept.crm.records.words import digits, sort_key
from kept.tenancy.ids import id_of

BATCH = 5000  # keys of one query


class Matcher:
    """Finds, for many lines at once, the records that they speak of."""

    def __init__(self, noun: Noun, access: Access, slug: str) -> None:
        self.noun, self.access, self.prefix = noun, access, f"{slug}/"
        self.gone: set[int] = set()  # records in the bin that still hold an external id of the file

    def find(self, lines: list[Cleaned], companies: dict[str, int | None]) -> dict[int, int]:
        """Record id by line number. `companies` are ids by name, for contacts."""
        found: dict[int, int] = {}
        self._by_kept_id(lines, found)
        self._by_external_id(lines, found)
        rest = [line for line in lines if line.line not in found]
        weak: dict[int, int] = {}
        if self.noun.key == "contact":
            self._by_email_or_phone(rest, weak)
            self._by_name_and_company(rest, weak, companies)
        else:
            self._by_number_or_email(rest, weak)
            self._by_name(rest, weak)
        named = self._with_external_id(set(weak.values()))
        for line in rest:  # who has a name of its own in the other system is only found by it
            record = weak.get(line.line)
            if record is not None and not (line.external and record in named):
                found[line.line] = record
        return self._seen(found)

    def _seen(self, found: dict[int, int]) -> dict[int, int]:
        """Without records that this person may not see, or that lie in the bin."""
        there: set[int] = set()
        for ids in batches(set(found.values())):
            seen = self.noun.model.objects.kept().visible_to(self.access).filter(pk__any=ids)
            there.update(seen.values_list("pk", flat=True))
            binned = self.noun.model.objects.in_bin().visible_to(self.access).filter(pk__any=ids)
            self.gone.update(binned.values_list("pk", flat=True))
        return {line: record for line, record in found.items() if record in there}

    def _by_kept_id(self, lines: list[Cleaned], found: dict[int, int]) -> None:
        for line in lines:
            here, _slash, last = line.kept_id.rpartition("/")
            number = id_of(last)
            if here and f"{here}/" == self.prefix and number is not None:
                found[line.line] = number
            elif line.kept_id:  # of another instance: a name from elsewhere like any other
                line.external.append(line.kept_id)
                mark(self.noun, line)

    def _by_external_id(self, lines: list[Cleaned], found: dict[int, int]) -> None:
        wanted = {one for line in lines if line.line not in found for one in line.external}
        known: dict[str, int] = {}
        for values in batches(wanted):
            rows = ExternalId.objects.filter(kind=self.noun.key, value__any=values)
            known.update(rows.values_list("value", "record_id"))
        for line in lines if known else ():
            record = next((known[one] for one in line.external if one in known), None)
            if line.line not in found and record is not None:
                found[line.line] = record

    def _with_external_id(self, ids: set[int]) -> set[int]:
        named: set[int] = set()
        for some in batches(ids):
            named.update(
                ExternalId.objects.filter(kind=self.noun.key, record_id__any=some).values_list("record_id", flat=True)
            )
        return named

    def _by_email_or_phone(self, lines: list[Cleaned], found: dict[int, int]) -> None:
        emails = {line.email for line in lines if line.email}
        phones = {line.tail for line in lines if line.tail}
        if not emails and not phones:
            return
        by_email: dict[str, int] = {}
        by_phone: dict[str, set[int]] = defaultdict(set)
        for what, value, record in twins("contacts_contact", sorted(emails), sorted(phones)):
            if what == "email":
                by_email.setdefault(value, record)
            else:
                by_phone[value].add(record)
        if not by_email and not by_phone:
            return
        surnames = self._surnames({one for ids in by_phone.values() for one in ids})
        for line in lines:
            same_person = by_email.get(line.email)
            if same_person is None and line.tail:  # colleagues share a switchboard: the surname decides
                same = by_phone.get(line.tail, ())
                wanted = sort_key([line.values.get("last_name", "")])
                same_person = next((one for one in sorted(same) if surnames.get(one) == wanted), None)
            if same_person is not None:
                found[line.line] = same_person

    def _surnames(self, ids: set[int]) -> dict[int, str]:
        known: dict[int, str] = {}
        for some in batches(ids):
            rows = self.noun.model.objects.kept().visible_to(self.access).filter(pk__any=some)
            known.update((pk, sort_key([name])) for pk, name in rows.values_list("pk", "last_name"))
        return known

    def _by_name_and_company(
        self, lines: list[Cleaned], found: dict[int, int], companies: dict[str, int | None]
    ) -> None:
        wanted: dict[tuple[str, int], list[int]] = defaultdict(list)
        for line in lines:
            company = companies.get(line.company)
            if company and line.line not in found:
                wanted[(line.key, company)].append(line.line)
        for keys in batches({key for key, _company in wanted}):
            queryset = self.noun.model.objects.kept().visible_to(self.access).filter(sort_key__any=keys)
            queryset = self.noun.joined(queryset, ["position__company_id"])
            for pk, key, company in queryset.values_list("pk", "sort_key", "position__company_id"):
                for line_number in wanted.get((key, company), ()):
                    found.setdefault(line_number, pk)

    def _by_number_or_email(self, lines: list[Cleaned], found: dict[int, int]) -> None:
        emails = {line.email for line in lines if line.email}
        numbers = {line.values["registration_number"] for line in lines if line.values.get("registration_number")}
        if not emails and not numbers:
            return
        known: dict[tuple[str, str], int] = {}
        for what, value, record in twins("companies_company", sorted(emails), sorted(numbers)):
            known.setdefault((what, value), record)
        for line in lines:
            number = line.values.get("registration_number") or ""
            same = known.get(("number", number)) or (None if number else known.get(("email", line.email)))
            if same is not None:
                found[line.line] = same

    def _by_name(self, lines: list[Cleaned], found: dict[int, int]) -> None:
        wanted: dict[str, list[Cleaned]] = defaultdict(list)
        for line in lines:
            if line.line not in found and line.values.get("name"):
                wanted[line.key].append(line)
        for keys in batches(wanted):
            queryset = self.noun.model.objects.kept().visible_to(self.access).filter(sort_key__any=keys).order_by("-pk")
            for pk, key, number in queryset.values_list("pk", "sort_key", "registration_number"):
                for line in wanted[key]:
                    theirs = line.values.get("registration_number")
                    if not (number and theirs and number != theirs):
                        found[line.line] = pk


def tail(phone: str) -> str:
    """The last digits of a number: the same however it is written, with or without a prefix."""
    return digits(phone)[-PHONE_TAIL:]


def batches(keys: Iterable[Any]) -> Iterable[list[Any]]:
    """A set of keys in lists that a query can hold."""
    rest = sorted(keys)
    return (rest[start : start + BATCH] for start in range(0, len(rest), BATCH))


def mark(noun: Noun, line: Cleaned) -> None:
    """Work out, before the database is asked, what the line is compared by."""
    line.email = (line.values.get("email") or "").lower()
    phone = line.values.get("phone")
    line.tail = tail(phone) if phone else ""
    line.twins = [hash(key) for key in twins_within(noun, line)]


def twins_within(noun: Noun, line: Cleaned) -> list[str]:
    """The keys by which two lines of one file are the same record."""
    keys = [f"x{one}" for one in line.external]
    if keys:
        return keys
    values = line.values
    if line.email:
        keys.append(f"e{line.email}")
    if noun.key == "company":
        if values.get("registration_number"):
            keys.append(f"n{values['registration_number']}")
        else:
            keys.append(f"m{line.key}")
        return keys
    if line.tail:
        keys.append(f"p{line.tail}{values.get('last_name', '').casefold()}")
    if line.company:
        keys.append(f"m{values.get('last_name', '')}|{values.get('first_name', '')}|{line.company}".casefold())
    return keys
