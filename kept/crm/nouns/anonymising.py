"""Anonymising: the person goes from a record and from all that belongs to it; that there was a record stays.

The work is that of the engine of erasure, over every store; here stands who may, and what counts as the same person.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import changing
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.records.history import Change
from kept.privacy.erasure.erasing import erase
from kept.privacy.erasure.finding import Keys, also, subject_of
from kept.web.refused import Refused

ANONYMISED = "anonymised"


def anonymise(noun: Noun, record: Any, access: Access) -> int:
    """Wipe a person. Returns how many rows besides the record were wiped or deleted.

    Raises Refused for a locked record and for the contact of somebody who is a member of the instance.
    """
    changing.refuse_locked(record)
    member = getattr(record, "membership", None)
    if member is not None and member.left_at is None:
        raise Refused(_("This is a member of the instance. Remove them from it first."))
    subject = subject_of(instance_id=record.instance_id, keys={noun.label_lower: [record.pk]})
    certificate = erase(subject, reason=ANONYMISED, by=access.user_id, come_back=True)
    noun.model.objects.filter(pk=record.pk).update(updated_by_id=access.member_id)
    Change.fresh(
        operation=changing.operation(access, f"{noun.key}.{ANONYMISED}", noun), kind=noun.key, record_id=record.pk,
        act=ANONYMISED, by_id=access.member_id,
    ).save(force_insert=True)  # fmt: skip
    return max(0, int(sum(certificate.report["gone"].values())) - 1)


@also
def merged(instance_id: int, found: Keys) -> Keys:
    """Records that were merged into those found speak of the same person, and so do those merged into them."""
    return {
        noun.label_lower: merged_into(noun, found[noun.label_lower])
        for noun in NOUNS.values()
        if found.get(noun.label_lower)
    }


def merged_into(noun: Noun, keys: set[Any]) -> set[Any]:
    """The keys of records in the bin that were merged into these, and into those."""
    known: set[Any] = set()
    waiting = set(keys)
    while waiting:
        changes = Change.objects.filter(kind=noun.key, record_id__in=waiting, act=Change.MERGED)
        ids = {values.get("from") for values in changes.values_list("values", flat=True)} - known - {None}
        waiting = set(noun.model.objects.in_bin().filter(pk__in=ids).values_list("pk", flat=True))
        known |= waiting
    return known
