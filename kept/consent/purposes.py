"""Aim: a purpose as choices see it, whether the register states it or an instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from kept.consent.bases import OPEN_TO_OBJECTION, Basis
from kept.consent.models import InstancePurpose
from kept.policy.controller import in_force
from kept.policy.terms import LegalBasis, Purpose

OPERATORS = "L5"  # what an instance does with its own data: the customer's instruction


@dataclass(frozen=True, slots=True)
class Aim:
    """What data are wanted for, and what a person may say to it."""

    code: str
    title: str
    basis: str
    by_consent: bool
    may_object: bool
    by_law: bool
    months: int = 0
    demands_title: bool = False
    text: str = ""

    @property
    def may_refuse(self) -> bool:
        """Whether a no of the person ends it."""
        return self.by_consent or self.may_object


def aim_of(code: str, instance_id: int | None) -> Aim:
    """The purpose with this code. Raises LookupError where neither the register nor the instance states it."""
    if not instance_id or code == OPERATORS:
        return of_register(in_force().purpose(code))
    row = InstancePurpose.objects.filter(code=code).first()
    if row is None:
        raise LookupError(f"this instance states no purpose {code!r}")
    return of_instance(row)


def aims(instance_id: int | None) -> Iterator[Aim]:
    """All purposes to which a person may say something: those of the register, or of the open instance."""
    if instance_id:
        yield from map(of_instance, InstancePurpose.objects.filter(retired_at=None).order_by("name"))
        return
    yield from (aim for aim in map(of_register, in_force().purposes) if aim.may_refuse)


def of_register(purpose: Purpose) -> Aim:
    """A purpose of the operator's register."""
    language = (get_language() or "en")[:2]
    return Aim(
        code=purpose.id,
        title=purpose.title.in_(language),
        basis=purpose.basis.code,
        by_consent=purpose.basis is LegalBasis.CONSENT,
        may_object=purpose.may_object,
        by_law=purpose.basis is LegalBasis.LEGAL_OBLIGATION,
        text=in_force().promise(purpose.id).text.in_(language),
    )


def of_instance(row: InstancePurpose) -> Aim:
    """A purpose of an instance."""
    return Aim(
        code=row.code,
        title=row.name,
        basis=row.basis,
        by_consent=row.basis == Basis.CONSENT,
        may_object=row.basis in OPEN_TO_OBJECTION,
        by_law=row.basis in (Basis.LAW, Basis.VITAL_INTEREST),
        months=row.months,
        demands_title=row.demands_title,
        text=row.text,
    )
