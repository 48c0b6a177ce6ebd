"""The operator's page of backups: how far back they reach, what is wrong, when one was last restored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.backup import evidence, places
from kept.backup.days import history, longest_memory
from kept.backup.drilling import told
from kept.backup.models import Backup, Drill, Watch
from kept.backup.watching import Alarm
from kept.policy.doors import allow
from kept.web.pages import page

SHOWN = 30


@allow("staff.backups")
def overview(request: HttpRequest) -> HttpResponse:
    """Figures, alarms, backups, the last drill, and how old everything is."""
    watched, drills = Watch.objects.first(), list(Drill.objects.all()[:SHOWN])
    tried = {each.backup: each for each in reversed(drills)}
    backups = [{"row": row, "drill": tried.get(row.name)} for row in Backup.objects.all()[:SHOWN]]
    return page(
        request,
        "backup/overview.html",
        {
            "figures": [measure() for measure in (evidence.last_backup, evidence.last_restore, evidence.reach)],
            "alarms": [Alarm(**each).sentence for each in watched.alarms] if watched else [],
            "watched": watched,
            "ages": _ages(watched) if watched else [],
            "backups": backups,
            "last": drills[0] if drills else None,
            "findings": told(drills[0]) if drills else [],
            "history": history(),
            "memory": longest_memory(history()).days,
            "beside": places.beside_the_data(),
        },
    )


def _ages(watched: Watch) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"what": _(what), "oldest": (now - datetime.fromisoformat(oldest)).days, "good": good}
        for what, oldest, _newest, good in watched.ages
    ]
