"""Keeping the periods that instances set: warn the administrators, wait, act on what was warned of, tell how to undo it."""

from __future__ import annotations

from datetime import date, timedelta

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.grants.rights import EVERYTHING
from kept.identity.membership import Membership, Role
from kept.outside import mail
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.retention.kinds import KINDS, Outcome
from kept.privacy.retention.rules import Batch, Rule
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from kept.web import formats
from kept.web.addresses import absolute
from kept.web.templatetags.kept import brand

DOOR = "job retention.rules"


def keep_all(day: date | None = None) -> int:
    """Each night, for all instances. Returns how many records came to an end. One that fails holds up no other."""
    day = day or clock.today()
    return sum(keep_periods(instance, day) for instance in Instance.objects.filter(ended_at=None).order_by("pk"))


def keep_periods(instance: Instance, day: date) -> int:
    """The rules of one instance: what was warned of and is due ends, then what comes next is warned of."""
    gone = 0
    with system(DOOR, instance.pk, purpose="L5", by="job") as access, translation.override(instance.language):
        access.rights = EVERYTHING
        for rule in Rule.objects.filter(stopped_at=None).order_by("pk"):
            for batch in Batch.objects.filter(rule=rule, done_at=None, acts_on__lte=day).select_for_update():
                gone += end(batch, day, access).gone
            if not Batch.objects.filter(rule=rule, done_at=None).exists():
                warn(rule, instance, day)
    return gone


@keeps("L5")
def end(batch: Batch, day: date, access: Access) -> Outcome:
    """Bring to an end what was warned of and is still due: a record with which something happened since stays."""
    kind = KINDS[batch.rule.kind]
    still = set(kind.due(batch.rule, day))
    batch.done_at = clock.now()
    due = [one for one in batch.ids if one in still]
    outcome = kind.act(batch.rule, due, access) if due else Outcome()
    batch.gone = outcome.gone
    batch.spared = len(batch.ids) - outcome.gone
    batch.operation_id = outcome.operation
    batch.save()
    return outcome


def warn(rule: Rule, instance: Instance, day: date) -> Batch | None:
    """Name the records that will be due when the days of the warning are over, and write to the administrators."""
    acts_on = day + timedelta(days=rule.warn_days)
    ids = KINDS[rule.kind].due(rule, acts_on)
    if not ids:
        return None
    batch: Batch = Batch.objects.create(
        rule=rule, ids=ids, count=len(ids), warned_at=clock.now(), acts_on=acts_on, instance=instance
    )
    words = {
        "kind": str(KINDS[rule.kind].label),
        "number": len(ids),
        "day": formats.long_day(acts_on),
        "instance": instance.name,
        "brand": brand(),
        "link": absolute(f"{instance.url}privacy/terms/{rule.pk}/"),
        "end": rule.get_end_display(),
    }
    for admin in Membership.objects.filter(role=Role.ADMIN, left_at=None):
        mail.send(
            purpose="L1",
            recipient=mail.EMAIL,
            to=admin.email,
            subject=_("%(instance)s: on %(day)s a period ends") % words,
            text=render_to_string("retention/warning.txt", words),
        )
    return batch
