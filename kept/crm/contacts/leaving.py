"""What contacts and their positions do when their instance leaves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.crm.contacts.models import Contact
from kept.crm.records.found_again import words_of
from kept.crm.records.safe_values import links
from kept.grants.models import LevelMember, SecurityLevel
from kept.identity.models import Membership
from kept.privacy.leaving.shapes import scalars
from kept.privacy.leaving.travelling import travels, when_all_are_there

travels(
    "contacts.contact", words=_("contacts"), sheet=True, derived=("search", "sort_key"), fill=words_of(Contact),
    numbers=("origin_lead_id", "photo_id"),
    data={"custom": scalars}, wrong=links("website"),
    founding=True, founding_rows={"membership__isnull": False},
)  # fmt: skip
travels("contacts.position", sheet=True)


@when_all_are_there
def own_contact(made: Any) -> None:
    """Whoever brought it, and was not in it, has a contact of their own: by it the API names the owner of a record."""
    if made.members.mine:
        return
    me = Membership.objects.get(pk=made.access.member_id)
    level = (
        SecurityLevel.objects.filter(locked=True).order_by("pk").first() or SecurityLevel.objects.order_by("pk").first()
    )
    if level is None:
        return
    first, _space, last = me.full_name.rpartition(" ")
    own = Contact.fresh(
        first_name=first, last_name=last, email=me.email, membership=me, security_level=level, owner=me, created_by=me
    )
    own.index()
    own.save()
    LevelMember.objects.get_or_create(level=level, membership=me)
