"""What the pages of webhooks show: how each does, and what it was told lately. Numbers of records, never their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.api.webhooks.delivering import taken
from kept.api.webhooks.forms import EVENT_WORDS
from kept.api.webhooks.models import Delivery, Told, Webhook
from kept.api.webhooks.parcels import MODELS
from kept.audit.access import Access
from kept.crm.nouns.noun import NOUNS

KINDS = {
    "companies_company": gettext_lazy("Company"), "contacts_contact": gettext_lazy("Contact"),
    "activities_task": gettext_lazy("Task"), "activities_talk": gettext_lazy("Meeting or call"),
}  # fmt: skip
FAULTS = {
    "Forbidden": gettext_lazy("the address leads nowhere that may be called"),
    "TimeoutError": gettext_lazy("no answer in time"),
    "ConnectionRefusedError": gettext_lazy("nobody listens there"),
    "SSLCertVerificationError": gettext_lazy("its certificate does not fit"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A webhook in the list."""

    hook: Webhook
    state: str
    sign: str  # of a badge: kept, broken, "" for neither
    waits: int

    @property
    def icon(self) -> str:
        """The picture that goes with the sign."""
        return {"kept": "tick", "broken": "x"}.get(self.sign, "")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that it was told."""

    line: Told
    what: str
    record: str
    url: str
    answer: str
    good: bool


def rows(hooks: Sequence[Webhook]) -> list[Row]:
    """How they do, with how much waits for each."""
    asked = Delivery.objects.filter(given_up_at=None).values("webhook").annotate(n=Count("pk"))
    waits = {one["webhook"]: one["n"] for one in asked.order_by()}
    return [Row(hook, *state(hook), waits.get(hook.pk, 0)) for hook in hooks]


def state(hook: Webhook) -> tuple[str, str]:
    """How one does, in a word, and the sign for it."""
    if hook.removed_at:
        return _("ended: it did not answer for a week"), "broken"
    if hook.paused_at:
        return _("paused"), ""
    if hook.failing_since:
        return _("does not answer"), "broken"
    if not hook.status:
        return _("waits for its first event"), ""
    return (_("works"), "kept") if taken(hook.status) else (_("does not answer"), "broken")


def answer(status: str) -> str:
    """An answer in words."""
    if taken(status):
        return _("taken (%(status)s)") % {"status": status}
    if status.isdigit():
        return _("refused (%(status)s)") % {"status": status}
    return str(FAULTS.get(status, _("could not be reached")))


def events(hook: Webhook) -> str:
    """Of what it hears."""
    return ", ".join(str(EVENT_WORDS[name]) for name in hook.events if name in EVENT_WORDS)


def lately(hook: Webhook, access: Access, slug: str) -> list[Said]:
    """What it was told, the latest first. A record is linked for whoever may see it."""
    lines = list(Told.objects.filter(webhook=hook).order_by("-pk"))
    seen = _visible(lines, access)
    return [_said(line, seen, slug) for line in lines]


def _said(line: Told, seen: set[tuple[str, int]], slug: str) -> Said:
    what = str(EVENT_WORDS.get(line.type, _("a trial")))
    record = f"{KINDS.get(line.kind, line.kind)} {line.record_id}" if line.kind else ""
    url = _address(line, slug) if (line.kind, line.record_id) in seen else ""
    return Said(line, what, record, url, answer(line.status), taken(line.status))


def _visible(lines: list[Told], access: Access) -> set[tuple[str, int]]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.kind in MODELS:
            by_kind[line.kind].add(line.record_id)
    return {
        (kind, pk)
        for kind, ids in by_kind.items()
        for pk in MODELS[kind].objects.kept().visible_to(access).filter(pk__in=ids).values_list("pk", flat=True)
    }


def _address(line: Told, slug: str) -> str:
    noun: Any = next((one for one in NOUNS.values() if one.model is MODELS[line.kind]), None)
    if noun is None or not noun.groups:
        return ""
    return reverse(f"{noun.plural}:record", kwargs={"instance": slug, "id": line.record_id})
