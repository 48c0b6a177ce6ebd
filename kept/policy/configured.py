"""Reading kept.toml: each value checked, each fault a sentence, all of them told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kept.policy.accounting import LAWS, AccountingLaw, accounting_law
from kept.policy.categories import Categories
from kept.policy.register import REGISTER
from kept.policy.register.whole import UnknownError
from kept.policy.terms import BY_FILE, Bound, Limit, Recipient, RecipientRole

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_COUNTRY = re.compile(r"[A-Z]{2}")


Table = dict[str, Any] | None


class Reader:
    """Takes values out of the document and notes what is wrong with them in `problems`."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.problems: list[str] = []

    def table(self, name: str) -> Table:
        """A table by its dotted name; None, and one problem, when it is not there."""
        found: Any = self._document
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            self.problems.append(f"The table [{name}] is missing.")
            return None
        return found

    def text(self, table: Table, key: str, *, default: str | None = None) -> str:
        """A line of text that is not empty."""
        value = "missing" if table is None else table.get(_last(key), default)
        if not isinstance(value, str) or not value.strip():
            self.problems.append(f"{key}: write some text.")
            return ""
        return value.strip()

    def email(self, table: Table, key: str) -> str:
        return self._matching(table, key, _EMAIL, "an e-mail address, such as privacy@example.org")

    def country(self, table: Table, key: str) -> str:
        return self._matching(table, key, _COUNTRY, "a country by its two letters, such as CZ")

    def https(self, table: Table, key: str) -> str:
        return self._matching(table, key, re.compile(r"https://\S+"), "an address that starts with https://")

    def accounting_law(self, table: Table, key: str) -> AccountingLaw:
        """The accounting law of a country that the register knows."""
        country = self.country(table, key)
        law = accounting_law(country)
        if law is None and country:
            known = ", ".join(law.country for law in LAWS)
            self.problems.append(
                f"{key}: no accounting law is known for {country!r}, so L6 could not be kept. Known are {known}."
            )
        return law or LAWS[0]

    def limited(self, table: Table, key: str, limit: str) -> int:
        """A whole number within a limit of the register; the limit itself where none is written."""
        bound = REGISTER.limit(limit)
        return self._within((table or {}).get(_last(key), bound.value), key, bound)

    def limits(self, name: str) -> dict[str, int]:
        """The stricter figures of a table, by limit id. The table may be missing."""
        table = self._document.get(name, {})
        if not isinstance(table, dict):
            self.problems.append(f"{name}: write a table of figures.")
            return {}
        found = {}
        for figure, value in table.items():
            try:
                found[figure] = self._within(value, f"{name}.{figure}", REGISTER.limit(figure))
            except UnknownError:
                known = ", ".join(limit.id for limit in REGISTER.limits)
                self.problems.append(f"{name}.{figure}: the register has no such figure. It has {known}.")
        return found

    def recipients(self, name: str) -> tuple[Recipient, ...]:
        """The processors by name, each within the bounds of its role (S1)."""
        entries = self._document.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.problems.append(f"{name}: write each recipient as [[{name}]].")
            return ()
        found = [self._recipient(entry, f"{name}[{place}]") for place, entry in enumerate(entries, start=1)]
        names = [recipient.name for recipient in found if recipient]
        for twice in sorted({each for each in names if names.count(each) > 1}):
            self.problems.append(f"{name}: {twice} is named twice.")
        return tuple(recipient for recipient in found if recipient)

    def _recipient(self, entry: dict[str, Any], key: str) -> Recipient | None:
        role = next((role for role in REGISTER.roles if role.id == entry.get("role")), None)
        if role is None:
            known = ", ".join(role.id for role in REGISTER.roles)
            self.problems.append(f"{key}.role: S1 admits recipients for {known}, not for {entry.get('role')!r}.")
            return None
        return Recipient(
            name=self.text(entry, f"{key}.name"),
            role=role.id,
            country=self.country(entry, f"{key}.country"),
            contract=self.text(entry, f"{key}.contract"),
            purposes=self._purposes(entry, f"{key}.purposes", role),
            categories=self._categories(entry, f"{key}.categories", role),
            safeguard=self.text(entry, f"{key}.safeguard") if "safeguard" in entry else None,
            contact=self._contact(entry, f"{key}.contact"),
        )

    def _contact(self, entry: dict[str, Any], key: str) -> str:
        """Where it is told of corrections and erasures: an address, or that it gets a file; "" where none is named."""
        if entry.get("contact", "") in ("", BY_FILE):
            return str(entry.get("contact", ""))
        return self._matching(entry, key, _EMAIL, f'an e-mail address, or "{BY_FILE}"')

    def _purposes(self, entry: dict[str, Any], key: str, role: RecipientRole) -> tuple[str, ...]:
        return tuple(self._chosen(entry, key, role.purposes, role))

    def _categories(self, entry: dict[str, Any], key: str, role: RecipientRole) -> Categories:
        if not role.categories and "categories" not in entry:
            return frozenset()
        chosen = self._chosen(entry, key, [category.code for category in role.categories], role)
        return frozenset(REGISTER.category(code) for code in chosen)

    def _chosen(self, entry: dict[str, Any], key: str, allowed: Iterable[str], role: RecipientRole) -> list[str]:
        """Some of what the role may have; all of it where nothing is chosen."""
        allowed = list(allowed)
        chosen = entry.get(_last(key), allowed)
        if not isinstance(chosen, list) or not chosen:
            self.problems.append(f"{key}: write a list, or leave it out.")
            return []
        for more in (each for each in chosen if each not in allowed):
            self.problems.append(f"{key}: S1 does not let a recipient for {role.id} have {more!r}.")
        return [each for each in chosen if each in allowed]

    def _within(self, value: object, key: str, limit: Limit) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.problems.append(f"{key}: write a whole number, not {value!r}.")
            return limit.value
        if not limit.admits(value):
            side = "at least" if limit.bound is Bound.AT_LEAST else "at most"
            self.problems.append(f"{key}: {limit.promise} promises {side} {limit.value} {limit.unit.en}, not {value}.")
        return value

    def _matching(self, table: Table, key: str, pattern: re.Pattern[str], wanted: str) -> str:
        if table is None:
            return ""
        value = table.get(_last(key))
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.problems.append(f"{key}: write {wanted}.")
            return ""
        return value


def _last(key: str) -> str:
    return key.rpartition(".")[2]
