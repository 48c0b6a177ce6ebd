"""References from one noun to another: a contact's company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from kept.audit import access
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.records.words import sort_key
from kept.tenancy.ids import id_of

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class Reference(Field):
    """A reference to a record of another noun that the person may see. Shown and written by name."""

    to: str = ""
    shown: str = ""  # the ORM path of the name to show
    default: Any = None
    kind: ClassVar[str] = "reference"
    operators: ClassVar[tuple[str, ...]] = ("has", "is", "empty", "filled")

    def clean(self, raw: Any, words: Vocabulary) -> int | None:
        """The id, from an id, an object with an id, or the exact name of one record."""
        if isinstance(raw, dict):
            raw = raw.get("id")
        text = "" if raw is None else str(raw).strip()
        if not text:
            return None
        seen = self._model().objects.kept().visible_to(access.required())
        if (pk := id_of(text)) and seen.filter(pk=pk).exists():
            return pk
        found = list(seen.filter(sort_key=sort_key([text])).values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return int(found[0])
        if found:
            raise Invalid(_("There are several called “%(name)s”. Choose one from the list.") % {"name": text[:60]})
        raise Invalid(_("There is no “%(name)s” here.") % {"name": text[:60]})

    def _model(self) -> Any:
        from kept.crm.nouns.noun import NOUNS

        return NOUNS[self.to].model

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator in ("empty", "filled"):
            return Q(**{f"{self.column}__isnull": operator == "empty"})
        if operator == "has":
            return Q(**{f"{self.shown}__icontains": raw})
        if pk := id_of(raw):
            return Q(**{self.column: pk})
        return Q(**{f"{self.shown}__iexact": raw})
