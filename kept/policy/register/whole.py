"""A register as one thing: its parts, and the ways to look a part up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from kept.policy.categories import Category
from kept.policy.terms import (
    Cookie,
    Form,
    Group,
    Limit,
    Promise,
    Purpose,
    Recipient,
    RecipientRole,
    RequestLogField,
    Right,
    Service,
)
from kept.policy.transfers import Safeguard


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


Part = TypeVar("Part", bound=_WithId)


class UnknownError(LookupError):
    """The register has nothing of this kind with this id."""


@dataclass(frozen=True, slots=True)
class Register:
    """One version of the policy. `recipients` are filled in by the controller's configuration.

    `editorial` names the promises whose wording changed in this version while, by a lawyer's word, their meaning
    did not; any other change of wording is taken for a change of meaning.
    """

    version: int
    since: date
    services: tuple[Service, ...]
    promises: tuple[Promise, ...]
    purposes: tuple[Purpose, ...]
    forms: tuple[Form, ...]
    cookies: tuple[Cookie, ...]
    request_log: tuple[RequestLogField, ...]
    roles: tuple[RecipientRole, ...]
    safeguards: tuple[Safeguard, ...]
    prevailing: tuple[str, ...]
    rights: tuple[Right, ...]
    limits: tuple[Limit, ...]
    recipients: tuple[Recipient, ...] = ()
    automated_decisions: bool = False  # L7
    editorial: frozenset[str] = frozenset()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all promises, in the order of the notice."""
        return tuple(promise.id for promise in self.promises)

    def promise(self, id: str) -> Promise:
        return _one(self.promises, id, "promise")

    def purpose(self, id: str) -> Purpose:
        return _one(self.purposes, id, "purpose")

    def service(self, id: str) -> Service:
        return _one(self.services, id, "service")

    def form(self, id: str) -> Form:
        return _one(self.forms, id, "form")

    def role(self, id: str) -> RecipientRole:
        return _one(self.roles, id, "role of a recipient")

    def safeguard(self, id: str) -> Safeguard:
        return _one(self.safeguards, id, "safeguard")

    def right(self, id: str) -> Right:
        return _one(self.rights, id, "right")

    def limit(self, id: str) -> Limit:
        """A figure by its id: `REGISTER.limit("backup_history_days").value`."""
        return _one(self.limits, id, "limit")

    def cookie(self, name: str) -> Cookie | None:
        """The declaration of a cookie by its name, also its name in development; None forbids it (C5)."""
        return next((cookie for cookie in self.cookies if name in (cookie.name, cookie.development_name)), None)

    def category(self, code: str) -> Category:
        """A category by its code, "email"."""
        try:
            return Category.of(code)
        except ValueError:
            raise UnknownError(f"the register knows no category {code!r}") from None

    def chapter(self, group: Group) -> tuple[Promise, ...]:
        """The promises of one chapter."""
        return tuple(promise for promise in self.promises if promise.group is group)

    def prevailing_on(self, day: date) -> Safeguard | None:
        """The principles that prevail over the notice on a day (S4)."""
        return next((mark for mark in map(self.safeguard, self.prevailing) if mark.in_force(day)), None)


def _one(parts: Iterable[Part], id: str, kind: str) -> Part:
    for part in parts:
        if part.id == id:
            return part
    raise UnknownError(f"the register knows no {kind} {id!r}")
