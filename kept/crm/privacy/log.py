"""The access log of the instance: who looked, who changed, through which door, and why (D5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from kept.audit.models import Entry
from kept.crm.records.looks import way
from kept.identity.models import Membership
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.privacy.kinds import kind as kind_in_words
from kept.tenancy.ids import id_of
from kept.tenancy.looks import looks_at
from kept.web.pages import page
from kept.web.paging import a_day, following

PAGE = 100
ACTS = {
    "read": _("looked at"),
    "created": _("made"),
    "changed": _("changed"),
    "deleted": _("removed"),
    "exported": _("exported"),
}
SPOKEN_OF = (
    "contacts.contact", "contacts.position", "companies.company", "companies.address", "companies.companylink",
    "activities.task", "activities.talk", "activities.participant", "activities.note", "files.attachment",
    "titles.legaltitle", "consent.instancechoice", "consent.instancesuppression", "records.change",
    "records.externalid", "imports.import", "identity.membership", "identity.invitation", "requests.office",
)  # fmt: skip
HERE = {  # what an instance calls otherwise than the operator
    "identity.membership": _("colleagues"), "identity.user": _("logins"), "audit.entry": _("entries of this log"),
}  # fmt: skip
BY = {
    "user": "",
    "api": _("by a program"),
    "job": _("in the background"),
    "command": _("by a command"),
    "system": _("by the system"),
    "public": _("at a public door"),
    "lockbox": _("the operator, in the lockbox that you opened"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a person reads it."""

    at: Any
    who: str
    act: str
    what: str
    number: int
    way: str
    door: str
    purpose: str
    by: str


@keeps("D5")
@allow("log.view")
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first, by member, act, kind, day, or one record."""
    asked = request.GET
    names = dict(Membership.objects.values_list("pk", "full_name"))
    record, kind = id_of(asked.get("record")), asked.get("kind", "")
    if record and kind:
        lines = [line(entry, names) for entry in looks_at(kind, record, PAGE)]
        more = ""
    else:
        entries = list(filtered(asked)[: PAGE + 1])
        lines = [line(entry, names) for entry in entries[:PAGE]]
        more = following(asked, entries[PAGE - 1].pk) if len(entries) > PAGE else ""
    context = {
        "lines": lines,
        "more": more,
        "asked": asked,
        "members": sorted(names.items(), key=lambda pair: pair[1]),
        "acts": ACTS.items(),
        "kinds": kinds(),
        "home": request.instance.url,  # type: ignore[attr-defined]
    }
    return page(request, "crm_privacy/log.html", context)


def filtered(asked: QueryDict) -> Any:
    """Entries that are asked for. What cannot be read as a number or a day asks for nothing."""
    entries = Entry.objects.order_by("-pk")
    if before := id_of(asked.get("before")):
        entries = entries.filter(pk__lt=before)
    if member := id_of(asked.get("member")):
        entries = entries.filter(member_id=member)
    for name in ("act", "kind"):
        if asked.get(name):
            entries = entries.filter(**{name: str(asked[name]).replace("\x00", "")})
    for name, compares in (("from", "gte"), ("till", "lte")):
        day = a_day(asked.get(name, ""))
        if day:
            entries = entries.filter(**{f"at__date__{compares}": day})
    return entries


def kinds() -> list[tuple[str, str]]:
    """The kinds of records that a log of an instance speaks of, by name."""
    fenced = {model._meta.label_lower for model in apps.get_models() if hasattr(model, "fence")}
    return sorted(((kind, named(kind)) for kind in SPOKEN_OF if kind in fenced), key=lambda pair: pair[1])


def named(kind: str) -> str:
    """A kind of records as people of the instance call it."""
    return str(HERE[kind]) if kind in HERE else kind_in_words(kind)


def line(entry: Any, names: dict[int, str]) -> Line:
    """An entry of the table, or a line about one record, as a person reads it."""
    kind = getattr(entry, "kind", "")
    what = named(kind)
    who = names.get(entry.member_id or 0, "")
    return Line(
        at=entry.at,
        who=who or str(BY.get(entry.by, entry.by)),
        act=str(ACTS.get(entry.act, entry.act)),
        what=what,
        number=len(getattr(entry, "ids", ())),
        way=way(entry),
        door=f"{entry.door} {entry.via}".strip(),
        purpose=entry.purpose,
        by=str(BY.get(entry.by, "")) if who else "",
    )
