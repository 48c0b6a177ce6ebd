"""What a certificate says, in words: tables by their names, laws by theirs, days as people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from kept.policy.controller import controller, in_force
from kept.privacy.erasure.models import Certificate
from kept.privacy.erasure.tables import spoken
from kept.privacy.kinds import kind
from kept.tenancy.models import Instance

STORES = {
    "rows": gettext_lazy("records in tables"), "files": gettext_lazy("files"), "history": gettext_lazy("earlier values"),
    "acts": gettext_lazy("long work"), "imports": gettext_lazy("imported files"), "mail": gettext_lazy("letters that waited"),
    "jobs": gettext_lazy("work that waited"), "packages": gettext_lazy("copies that waited"),
    "memberships": gettext_lazy("places in instances"), "read log": gettext_lazy("log of who looked"),
    "choices": gettext_lazy("proof of choices"), "certificates": gettext_lazy("certificates"),
    "mentions": gettext_lazy("addresses in other texts"), "server logs": gettext_lazy("logs of the server"),
}  # fmt: skip


def store_name(name: str) -> str:
    """A store as a person reads it."""
    return str(STORES.get(name, name))


def gone(row: Certificate) -> int:
    """How many things are gone."""
    return int(sum(row.report.get("gone", {}).values()))


def told(row: Certificate) -> dict[str, Any]:
    """The certificate as data: no person is named in it."""
    report = row.report
    return {
        "format": "kept-certificate",
        "version": 1,
        "number": str(row.number),
        "controller": answers(row.instance_id),
        "state": row.state,
        "asked_at": row.asked_at.isoformat(timespec="seconds"),
        "completed_at": row.completed_at.isoformat(timespec="seconds") if row.completed_at else None,
        "gone": [
            {"store": store_name(name), "things": number, "at_least": name in report.get("at_least", [])}
            for name, number in sorted(report.get("gone", {}).items())
            if number or name in report.get("at_least", [])
        ],
        "verified": [store_name(name) for name in report.get("verified", [])],
        "left": [
            {"store": store_name(one["store"]), "what": kind(one["what"]), "things": one["count"]}
            for one in report.get("left", [])
        ],
        "kept": [_kept(one) for one in report.get("kept", [])],
        "backups_until": row.backups_until.isoformat() if row.backups_until else None,
        "register": in_force().version,
    }  # fmt: skip


def _kept(one: dict[str, Any]) -> dict[str, Any]:
    purpose = in_force().purpose(one["purpose"])
    return {
        "store": store_name(one["store"]),
        "what": kind(one["what"]),
        "things": one["count"],
        "promise": purpose.id,
        "why": spoken(purpose.title),
        "law": spoken(purpose.law) if purpose.law else "",
        "until": one["until"],
        "last_day": date.fromisoformat(one["until"]) if one["until"] else None,
        "term": "; ".join(spoken(term.text) for term in purpose.retentions),
    }


def answers(instance_id: int) -> str:
    """Who answers for the data: the customer for those in its instance, the operator for the others."""
    return str(Instance.objects.get(pk=instance_id).name) if instance_id else controller().name


def restricted(rows: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Locked records: what kind, which number, since when."""
    instance = getattr(request, "instance", None)
    found = []
    for row in rows:
        model = apps.get_model(row.label)
        plural = row.label.partition(".")[0]
        found.append(
            {
                "row": row,
                "kind": str(model._meta.verbose_name),
                "url": f"/{instance.slug}/{plural}/{row.key}/" if instance is not None and _has_page(row.label) else "",
            }
        )
    return found


def _has_page(label: str) -> bool:
    return label in ("contacts.contact", "companies.company")
