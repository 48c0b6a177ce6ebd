"""Correcting: what is held is laid out for the officer, field by field; what they mend is written by a job. R3.

A customer mends its own records on their own pages, where history and duplicates are looked after: the desk leads there.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps

from kept.identity.models import User
from kept.identity.names import tell_instances
from kept.policy.categories import Category
from kept.policy.holdings import holding_of
from kept.policy.keeps import keeps
from kept.privacy.requests import acts
from kept.privacy.requests.request import DataSubjectRequest

MENDED = (
    Category.NAME, Category.SURNAME, Category.TELEPHONE, Category.SKYPE_NAME, Category.PROFILE_URL,
    Category.POSTAL_ADDRESS,
)  # fmt: skip
OURS = "requests"  # what they wrote to us now stays as they wrote it


@keeps("R3")
def lay_out(request: DataSubjectRequest) -> None:
    """Write down what may be mended: for the operator fields with their values, for a customer the records."""
    subject = acts.subject_of(request)
    if request.instance_id:
        lines = [{"label": label, "pk": pk} for label, keys in subject.keys.items() for pk in keys if _mendable(label)]
    else:
        lines = [line for label, keys in subject.keys.items() if _mendable(label) for line in _fields(label, keys)]
    before = {_place(line): line["new"] for line in request.correction if "new" in line}
    request.correction = [line | ({"new": before[_place(line)]} if _place(line) in before else {}) for line in lines]
    request.save(update_fields=["correction"])


def _place(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["label"], line["pk"], line.get("field"), line.get("value")


def _mendable(label: str) -> bool:
    return not label.startswith(f"{OURS}.")


def _fields(label: str, keys: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The fields of the operator's own rows that somebody can mend by hand. An address to sign in with is changed by
    its owner alone, who must confirm it."""
    model = apps.get_model(label)
    holds = holding_of(model)
    if holds is None or getattr(model, "fence", False):
        return []
    names = [name for name, code in holds.personal.items() if Category.of(code) in MENDED]
    rows = model.objects.filter(pk__in=keys).values("pk", *names) if names else []
    return [
        {"label": label, "pk": row["pk"], "field": name, "value": row[name]}
        for row in rows
        for name in names
        if isinstance(row[name], str)
    ]


@keeps("R3")
def mend(request: DataSubjectRequest) -> int:
    """Write what the officer mended; a value that was changed meanwhile is left as it is. Returns how many fields."""
    mended = 0
    for line in request.correction:
        if line.get("new") is None or line["new"] == line.get("value"):
            continue
        row = apps.get_model(line["label"]).objects.filter(pk=line["pk"]).first()
        if row is None or getattr(row, line["field"]) != line["value"]:
            continue
        setattr(row, line["field"], line["new"])
        row.save(update_fields=[line["field"]])
        mended += 1
        if isinstance(row, User):
            tell_instances(row)
    return mended
