"""Incidents as everybody may read them: from the rows into the snapshot, and from there to the page and the feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from kept.status.models import Incident
from kept.status.snapshot import Snapshot, changing
from kept.status.uptime import HISTORY


def told() -> list[dict[str, Any]]:
    """The incidents of the history and those not solved, as the snapshot keeps them, the newest first."""
    since = timezone.now() - timedelta(days=HISTORY)
    wanted = Incident.objects.filter(Q(begun_at__gte=since) | ~Q(state=Incident.State.SOLVED))
    return [as_known(one) for one in wanted.prefetch_related("words")]


def as_known(one: Incident) -> dict[str, Any]:
    """One incident with what was said of it."""
    return {
        "id": one.pk, "title": {"en": one.title_en, "cs": one.title_cs}, "components": list(one.components),
        "state": one.state, "planned": one.planned, "begun": one.begun_at.timestamp(),
        "ended": one.ended_at.timestamp() if one.ended_at else None,
        "words": [
            {"at": each.at.timestamp(), "state": each.state, "text": {"en": each.text_en, "cs": each.text_cs}}
            for each in one.words.all()
        ],
    }  # fmt: skip


def publish() -> None:
    """Have everybody see what was written, as soon as it is committed."""

    def write() -> None:
        with changing() as known:
            known.incidents = told()

    transaction.on_commit(write)


def planned_now(known: Snapshot, now: float) -> frozenset[str]:
    """The parts that are planned to be away in this moment."""
    running = [
        one for one in known.incidents
        if one["planned"] and one["state"] != "solved" and one["begun"] <= now < (one["ended"] or now)
    ]  # fmt: skip
    return frozenset(name for one in running for name in one["components"])


def shown(one: dict[str, Any]) -> dict[str, Any]:
    """An incident in the reader's language, with its times."""
    language = (get_language() or "en")[:2]

    def text(words: dict[str, str]) -> str:
        return words.get(language) or words["en"]

    return {
        **one,
        "title": text(one["title"]),
        "state_label": Incident.State(one["state"]).label,
        "begun": _moment(one["begun"]),
        "ended": _moment(one["ended"]) if one["ended"] else None,
        "words": [
            {"at": _moment(each["at"]), "text": text(each["text"]), "state_label": Incident.State(each["state"]).label}
            for each in one["words"]
        ],
    }


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
