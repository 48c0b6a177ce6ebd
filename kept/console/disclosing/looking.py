"""Looking what is held of the person, in kinds and columns and without a value: the choice of the least is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kept.audit.access import Access
from kept.console.disclosing.models import Demand
from kept.identity.models import User
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.stores import Subject
from kept.privacy.erasure import package
from kept.privacy.erasure.finding import subject_of
from kept.privacy.erasure.passages import inside
from kept.tenancy.opening import opened

PIECE = "file:"  # kinds that are no tables
# What the house writes of such demands, and secrets, are nobody's business outside.
NEVER = frozenset({"mfa.authenticator", f"{PIECE}legal-disclosures.json"})


@contextmanager
def passage(job: str, user_id: int) -> Iterator[Access]:
    """A door for the work on a demand, in the name of who asked for it."""
    with opened(Access(f"job {job}", "job", 0, user_id=user_id, purpose="S2"), levels="*") as access:
        yield access


def person(demand: Demand) -> Subject:
    """Whom it concerns, over the operator's own data alone: the instance of a customer is in no reach (D8)."""
    return subject_of(instance_id=None, emails=[demand.email])


def everything(demand: Demand) -> package.Copy:
    """All that is held of them."""
    found = package.gathered(person(demand), demand.language)
    found.others = [piece for piece in found.others if f"{PIECE}{piece.name}" not in NEVER]
    found.data["kinds"] = [kind for kind in found.data["kinds"] if kind["kind"] not in NEVER]
    return found


@keeps("S2")
def look(demand: Demand) -> None:
    """Write down what there is to choose from, and in which language the person is told."""
    with inside(None):  # the door of all rights: which one it was for does not stand in the log of the person
        user = User.objects.filter(email=demand.email).first()
        demand.language = user.language if user else "en"
    copy = everything(demand)
    tables = [
        {"kind": kind["kind"], "title": kind["title"], "n": len(kind["rows"]), "columns": _columns(kind)}
        for kind in copy.data["kinds"]
        if kind["rows"]
    ]
    pieces = [
        {"kind": f"{PIECE}{piece.name}", "title": piece.name, "n": 1, "columns": []}
        for piece in copy.others
    ]  # fmt: skip
    demand.found, demand.looked_at, demand.trouble = [*tables, *pieces], clock.now(), ""
    demand.save(update_fields=["found", "looked_at", "trouble", "language"])


def _columns(kind: dict[str, Any]) -> list[dict[str, str]]:
    """The columns in which something stands."""
    return [
        {"name": column["name"], "label": column["label"]}
        for column in kind["columns"]
        if any(row.get(column["name"]) not in (None, "", [], {}) for row in kind["rows"])
    ]
