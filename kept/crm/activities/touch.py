"""The last touch: when anything last happened with a record. A note, a task, a change of the record itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy

from kept.crm.activities.models import Note, Talk, Task
from kept.crm.nouns.times import Moment

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class TouchField(Moment):
    """A column and a filter. Its value is the record's id; the page knows when it was touched."""

    name: str = "touched"
    label: Any = gettext_lazy("Last touch")
    source: str = "id"
    of: str = "contact"
    group: str = "state"
    width: int = 7
    editable: bool = False
    sortable: bool = False
    kind: ClassVar[str] = "touch"
    operators: ClassVar[tuple[str, ...]] = ("lt", "ge")

    def prime(self, values: Iterable[int], words: Vocabulary) -> None:
        """Find the last touch of a page of records at once."""
        if missing := set(values) - words.touched.keys():
            words.touched |= last_touch(self.of, missing)

    def show(self, value: Any, words: Vocabulary) -> str:
        return super().show(words.touched.get(value) if isinstance(value, int) else value, words)

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        day = self.bound(raw, words)
        mine = {f"{self.of}_id": OuterRef("pk"), "deleted_at": None}
        since = Q(Exists(Note.objects.filter(**mine, at__gte=day)))
        since |= Q(Exists(Task.objects.filter(Q(created_at__gte=day) | Q(completed_at__gte=day), **mine)))
        since |= Q(Exists(Talk.objects.filter(Q(created_at__gte=day) | Q(completed_at__gte=day), **mine)))
        since |= Q(created_at__gte=day) | Q(updated_at__gte=day)
        return since if operator == "ge" else ~since


def last_touch(kind: str, ids: Iterable[int]) -> dict[int, dt.datetime]:
    """When each of these records was last touched: four small queries over times alone."""
    from kept.crm.nouns.noun import NOUNS

    owner, ids = f"{kind}_id", list(ids)
    mine: dict[str, Any] = {f"{owner}__in": ids, "deleted_at": None}
    times = list(NOUNS[kind].model.objects.filter(pk__in=ids).values_list("pk", "created_at", "updated_at"))
    times += Note.objects.filter(**mine).values_list(owner).annotate(Max("at"))
    times += Task.objects.filter(**mine).values_list(owner).annotate(Max("created_at"), Max("completed_at"))
    times += Talk.objects.filter(**mine).values_list(owner).annotate(Max("created_at"), Max("completed_at"))
    found: dict[int, dt.datetime] = {}
    for pk, *moments in times:
        known = [moment for moment in (found.get(pk), *moments) if moment is not None]
        found[pk] = max(known)
    return found
