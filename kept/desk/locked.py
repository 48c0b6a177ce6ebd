"""Who is locked: their data are stored and used for nothing, so the desk neither lists nor opens them (R4)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kept.desk.models import Correspondent
from kept.policy.keeps import keeps
from kept.privacy.erasure.models import Restriction
from kept.web.refused import Refused

LABEL = Correspondent._meta.label_lower


@keeps("R4")
def locked() -> Any:
    """The keys of correspondents whose data are locked, as a query."""
    return Restriction.objects.filter(instance_id=0, label=LABEL).values("key")


@keeps("R4")
def refuse_locked(correspondent_id: int) -> None:
    """Open nothing of somebody who is locked. Raises Refused."""
    if Restriction.objects.filter(instance_id=0, label=LABEL, key=correspondent_id).exists():
        raise Refused(_("Their data are locked: stored, and used for nothing until the lock is lifted."), promise="R4")
