"""Live figures of endings: whether any is late, and whether anything of an ended instance is left."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.policy.keeps import Figure, evidence
from kept.privacy.ending.models import EndCertificate
from kept.privacy.ending.walking import overdue


@evidence("L1")
def ends_in_time() -> Figure:
    """Instances whose data should have gone more than a day ago."""
    late = len(overdue())
    return Figure(_("Instances ended more than a day late"), str(late), not late)


@evidence("L5")
def nothing_left() -> Figure:
    """Ended instances, and those of which something was left when it was counted."""
    ended = EndCertificate.objects.exclude(ended_at=None)
    bad = sum(not one.complete for one in ended)
    return Figure(_("Instances ended, and of which something was left"), f"{ended.count()}, {bad}", not bad)
