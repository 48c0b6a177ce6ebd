"""Why each person is kept and until when: one query for a page of a list, one condition for a filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.consent.bases import Basis
from kept.crm.nouns.fields import Choice, Invalid
from kept.crm.titles.models import running

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary

SOON = dt.timedelta(days=60)
STATES = (
    ("yes", gettext_lazy("There is a reason")),
    ("soon", gettext_lazy("Runs out soon")),
    ("none", gettext_lazy("No reason to keep")),
)
NAMES = dict(Basis.choices)


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason that holds longest. `state` is what the line in the margin shows."""

    state: str
    text: str
    until: dt.date | None = None


def reasons_for(kind: str, ids: Iterable[int], today: dt.date | None = None) -> dict[int, Reason]:
    """The reason of each of these contacts or companies; those without one get the state `none`."""
    today = today or timezone.localdate()
    ids = list(ids)
    owner = f"{kind}_id"
    titles = running(today).filter(**{f"{owner}__in": ids}).values_list(owner, "template__basis", "valid_till")
    longest: dict[int, tuple[str, dt.date | None]] = {}
    for pk, basis, until in titles:
        if pk not in longest or _later(until, longest[pk][1]):
            longest[pk] = (basis, until)
    nothing = Reason("none", _("No reason given"))
    return {pk: _reason(*longest[pk], today) if pk in longest else nothing for pk in ids}


def _later(one: dt.date | None, other: dt.date | None) -> bool:
    return other is not None and (one is None or one > other)


def _reason(basis: str, until: dt.date | None, today: dt.date) -> Reason:
    name = str(NAMES.get(basis, basis))
    if until is None:
        return Reason("yes", name)
    if until - today > SOON:
        return Reason("yes", f"{name} · {until.year}", until)
    days = (until - today).days
    left = ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _("today")
    return Reason("soon", f"{name} · {left}", until)


@dataclass(frozen=True, kw_only=True)
class ReasonField(Choice):
    """The column “Kept because, until”, and the filter by it. Its value is the record's id; the page knows the rest."""

    name: str = "reason"
    label: Any = gettext_lazy("Kept because, until")
    source: str = "id"
    of: str = "contact"
    group: str = "state"
    editable: bool = False
    sortable: bool = False
    choices: Any = STATES
    width: int = 10
    kind: ClassVar[str] = "reason"
    operators: ClassVar[tuple[str, ...]] = ("in",)

    def prime(self, values: Iterable[int], words: Vocabulary) -> None:
        """Find the reasons of a page of records at once."""
        missing = set(values) - words.reasons.keys()
        if missing:
            words.reasons |= reasons_for(self.of, missing)

    def show(self, value: Any, words: Vocabulary) -> str:
        if value in words.reasons:
            return str(words.reasons[value].text)
        return super().show(value, words) if isinstance(value, str) else ""

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator != "in":
            raise Invalid(_("This field cannot be compared so."))
        found = Q(pk__in=[])
        for one in raw.split("|"):
            found |= self._state(self.clean(one, words))
        return found

    def _state(self, state: str) -> Q:
        today = timezone.localdate()
        mine = running(today).filter(**{f"{self.of}_id": OuterRef("pk")})
        long = Exists(mine.filter(Q(valid_till=None) | Q(valid_till__gt=today + SOON)))
        if state == "yes":
            return Q(long)
        return Q(Exists(mine)) & ~Q(long) if state == "soon" else ~Q(Exists(mine))
