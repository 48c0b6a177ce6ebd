"""A hold stands before an erasure too: a claim or a court may need what the person wants gone (GDPR, article 17 (3))."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.policy.stores import Subject
from kept.privacy.erasure.erasing import hindrance
from kept.privacy.erasure.passages import inside
from kept.privacy.retention.holds import HoldReason, standing


@hindrance
def holds(subject: Subject) -> Iterator[str]:
    """Holds on the person's rows, but those that stand because of their request."""
    wanted = Q()
    for label, keys in subject.keys.items():
        wanted |= Q(kind__iexact=label, key__in=[str(key) for key in keys])
    if subject.instance_id or not wanted:
        return
    with inside(None):
        found = list(standing(timezone.localdate()).filter(wanted).exclude(reason=HoldReason.REQUEST))
    for hold in found:
        yield _("This is held: %(why)s. Release the hold first.") % {"why": hold.get_reason_display()}
