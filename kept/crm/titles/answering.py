"""What the legal titles answer when it is asked whether a person's data may be used for a purpose."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from kept.consent import answerers
from kept.consent.bases import Basis
from kept.consent.models import InstanceChoice
from kept.consent.people import Someone
from kept.consent.states import State
from kept.crm.contacts.models import Contact
from kept.crm.titles.models import LegalTitle, running
from kept.policy.keeps import keeps

CONTACT = "contacts.contact"


def serving(purpose: str, today: dt.date) -> Any:
    """The reasons in force that serve a purpose. Where the purpose rests on consent, only consents do."""
    of_basis = ~Q(template__purpose__basis=Basis.CONSENT) | Q(template__basis=F("template__purpose__basis"))
    return running(today).filter(of_basis, template__purpose__code=purpose)


def valid_since(key: int, purpose: str, at: dt.datetime) -> dt.datetime | None:
    """Since when a valid reason for the purpose is on record of a contact."""
    found = serving(purpose, timezone.localtime(at).date()).filter(contact_id=key).order_by("-created_at").first()
    return found.created_at if found else None


def contacts_with(email: str) -> list[tuple[str, int]]:
    """The contacts of the open instance that have an address."""
    found = Contact.objects.filter(Q(email__iexact=email) | Q(email2__iexact=email)).values_list("pk", flat=True)
    return [(CONTACT, key) for key in found]


@keeps("R7")
def end_consents(line: Any) -> None:
    """Who takes a consent back takes the consents on record back with it."""
    if isinstance(line, InstanceChoice) and line.act == State.WITHDRAWN and line.kind == CONTACT and line.key:
        today = timezone.localtime(line.at).date()
        taken = serving(line.purpose, today).filter(contact_id=line.key, template__basis=Basis.CONSENT)
        LegalTitle.objects.filter(pk__in=list(taken.values_list("pk", flat=True))).update(
            invalid_at=line.at, updated_at=line.at
        )


def someone(contact: Any) -> Someone:
    """A contact as choices know it."""
    return Someone(email=contact.email or "", instance_id=contact.instance_id, kind=CONTACT, key=contact.pk)


def answer() -> None:
    """Tell the room of consent that titles can be asked."""
    answerers.answers_for(CONTACT, valid_since)
    answerers.finds(contacts_with)
    answerers.listens(end_consents)
