"""Whom we may contact for a purpose: one condition for lists and exports, the same answer as `may` gives for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.consent.ledger import ALL
from kept.consent.models import InstanceChoice, InstancePurpose, InstanceSuppression
from kept.consent.purposes import Aim, aims, of_instance
from kept.consent.states import NO, State
from kept.crm.contacts.models import Contact
from kept.crm.nouns.fields import Choice, Invalid
from kept.crm.titles.answering import CONTACT, serving
from kept.policy.keeps import keeps
from kept.tenancy.models import current_instance_id

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@keeps("R1", "R7")
def may_contact(aim: Aim) -> Q:
    """The condition on contacts: those whose data may be used for the purpose now."""
    now = timezone.now()
    lines = InstanceChoice.objects.filter(latest=True, kind=CONTACT, key=OuterRef("pk"))
    locked = Exists(lines.filter(purpose__in=(aim.code,) if aim.by_law else (aim.code, ALL), locked=True))
    lasting = Q(until=None) | Q(until__gt=now)
    no = Q(chosen__in=[state.value for state in NO]) | (Q(chosen=State.GIVEN.value) & ~lasting)
    said_no = lines.filter(no, purpose=aim.code)
    titles = serving(aim.code, timezone.localdate()).filter(contact_id=OuterRef("pk"))
    allowed = ~Q(locked)
    if aim.may_refuse:
        allowed &= ~Q(_left_alone(aim))
    if aim.demands_title:
        allowed &= Q(Exists(titles))
    if aim.by_consent:
        given = Exists(lines.filter(lasting, purpose=aim.code, chosen=State.GIVEN.value))
        return allowed & ((Q(given) & ~Q(Exists(said_no))) | Q(Exists(_not_overtaken(titles, aim, no))))
    return allowed & ~Q(Exists(said_no)) if aim.may_object else allowed


def _not_overtaken(titles: Any, aim: Aim, no: Q) -> Any:
    """Consents on record after which the person did not say no."""
    later = InstanceChoice.objects.filter(
        no, latest=True, kind=CONTACT, key=OuterRef("contact_id"), purpose=aim.code, at__gte=OuterRef("created_at")
    )
    return titles.filter(~Exists(later))


def _left_alone(aim: Aim) -> Exists:
    """Whether the last word on this purpose or on all is to leave the contact alone."""
    reach = Q(purpose__in=(aim.code, ALL))
    name = Concat(Value(f"{CONTACT}:"), Cast(OuterRef("pk"), CharField()))
    freed = InstanceSuppression.objects.filter(reach, stopped=False, who=OuterRef("who"), pk__gt=OuterRef("pk"))
    return Exists(InstanceSuppression.objects.filter(reach, ~Exists(freed), stopped=True, who=name))


def only_allowed(ids: Iterable[int], code: str) -> list[int]:
    """Those of many contacts whose data may be used for a purpose. Raises LookupError."""
    aim = purpose_or_none(code)
    if aim is None:
        raise LookupError(code)
    found = Contact.objects.filter(pk__in=list(ids)).filter(may_contact(aim))
    return list(found.order_by().values_list("pk", flat=True))


def purpose_or_none(code: str) -> Aim | None:
    """A purpose of the open instance that is in use."""
    row = InstancePurpose.objects.filter(code=code, retired_at=None).first()
    return of_instance(row) if row else None


def purposes() -> list[tuple[str, str]]:
    """(code, name) of the purposes in use."""
    return [(aim.code, aim.title) for aim in aims(current_instance_id())]


@dataclass(frozen=True, kw_only=True)
class MayField(Choice):
    """The filter “We may contact for”. It is asked for, never shown."""

    name: str = "may_for"
    label: Any = gettext_lazy("We may contact for")
    source: str = "id"
    group: str = "state"
    editable: bool = False
    sortable: bool = False
    on_list: bool = False
    kind: ClassVar[str] = "may"
    operators: ClassVar[tuple[str, ...]] = ("in", "not")

    def options(self, words: Vocabulary) -> list[tuple[Any, str]]:
        return purposes()

    def show(self, value: Any, words: Vocabulary) -> str:
        return ""

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator not in self.operators:
            raise Invalid(_("This field cannot be compared so."))
        found = Q(pk__in=[])
        for one in raw.split("|"):
            aim = purpose_or_none(self.clean(one, words))
            if aim is None:
                raise Invalid(_("Say what to look for."))
            found |= may_contact(aim)
        return ~found if operator == "not" else found
