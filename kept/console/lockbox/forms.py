"""The form of an agreement: what for, which fields of which records, what may be done, how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.console.lockbox import scope
from kept.console.lockbox.agreement import named
from kept.console.lockbox.models import Kind
from kept.console.lockbox.objects import Fact, things
from kept.console.lockbox.own_fields import Labels, fact_of
from kept.console.lockbox.scope import Scope


def _fields() -> list[tuple[str, str]]:
    return [(f"{one.kind}:{name}", str(fact.label)) for one in things().values() for name, fact in one.facts.items()]


class ScopeForm(forms.Form):
    """An agreement as somebody fills it in."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is for"), choices=Kind.choices)
    why = forms.CharField(
        label=gettext_lazy("In a sentence"), max_length=300,
        help_text=gettext_lazy("What shall be done, and why. Name no person here."),
    )  # fmt: skip
    fields_of = forms.MultipleChoiceField(
        label=gettext_lazy("Fields"), choices=_fields,
        error_messages={"required": gettext_lazy("Choose at least one field.")},
    )  # fmt: skip
    by = forms.ChoiceField(
        label=gettext_lazy("Which records"), initial=scope.TAG,
        choices=[
            (scope.TAG, gettext_lazy("those with a tag")), (scope.IDS, gettext_lazy("those with these numbers")),
            (scope.OWNER, gettext_lazy("those of one owner")), (scope.ALL, gettext_lazy("all of them")),
        ],
    )  # fmt: skip
    tag = forms.CharField(label=gettext_lazy("Tag"), max_length=100, required=False)
    numbers = forms.CharField(
        label=gettext_lazy("Numbers"), max_length=4000, required=False,
        help_text=gettext_lazy("As in the address of a record, with spaces between them."),
    )  # fmt: skip
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=int, required=False)
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("What may be done"), choices=scope.ACTS.items(), initial=[scope.READ],
        widget=forms.CheckboxSelectMultiple, error_messages={"required": gettext_lazy("Choose at least one.")},
    )  # fmt: skip
    rows = forms.IntegerField(
        label=gettext_lazy("At most so many records"), min_value=1, max_value=scope.MOST_ROWS, initial=100
    )
    hours = forms.IntegerField(label=gettext_lazy("Open for hours"), min_value=1, initial=1)
    price = forms.CharField(
        label=gettext_lazy("Price"), max_length=120, required=False, help_text=gettext_lazy("Empty: it costs nothing.")
    )

    def __init__(
        self, *args: Any, owners: Sequence[tuple[int, str]] = (), own: Labels | None = None, priced: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = own or {}
        fields_of: Any = self.fields["fields_of"]
        added = [(f"{kind}:{name}", label) for kind, names in self.own.items() for name, label in names.items()]
        fields_of.choices = [*_fields(), *added]
        most = scope.most_hours()
        hours: Any = self.fields["hours"]
        hours.max_value, hours.help_text = most, _("At most %(n)d. It ends by itself.") % {"n": most}
        hours.validators.append(MaxValueValidator(most))
        hours.widget.attrs["max"] = most
        chosen: Any = self.fields["owner"]
        chosen.choices = [(0, _("choose")), *owners]
        if not owners:
            del self.fields["owner"]
            by: Any = self.fields["by"]
            by.choices = [pair for pair in by.choices if pair[0] != scope.OWNER]
        if not priced:
            del self.fields["price"]

    def clean(self) -> dict[str, Any]:
        """The filter needs its value, and numbers mean one kind of records."""
        data: dict[str, Any] = super().clean() or {}
        by = data.get("by", "")
        if by == scope.TAG and not data.get("tag"):
            self.add_error("tag", _("Which tag?"))
        if by == scope.OWNER and not data.get("owner"):
            self.add_error("owner", _("Whose records?"))
        if by == scope.IDS:
            self._clean_numbers(data)
        return data

    def _clean_numbers(self, data: dict[str, Any]) -> None:
        try:
            data["numbers"] = scope.numbers(data.get("numbers") or "")
        except ValueError:
            self.add_error("numbers", _("Type numbers of records, with spaces between them."))
        if len({one.split(":")[0] for one in data.get("fields_of", ())}) > 1:
            self.add_error("fields_of", _("Numbers mean records of one kind. Choose fields of one kind."))

    def scope(self) -> Scope:
        """What was filled in, as a scope."""
        data = self.cleaned_data
        fields: dict[str, list[str]] = {}
        for one in data["fields_of"]:
            kind, _sep, name = one.partition(":")
            fields.setdefault(kind, []).append(name)
        values = {scope.TAG: "tag", scope.IDS: "numbers", scope.OWNER: "owner"}
        value = data[values[data["by"]]] if data["by"] in values else None
        labels = {
            kind: {name: self.own[kind][name] for name in names if name in self.own.get(kind, {})}
            for kind, names in fields.items()
        }
        chosen = {kind: names for kind, names in labels.items() if names}
        return Scope(fields, data["by"], value, data["acts"], data["rows"], data["hours"], chosen)

    def _own_of(self, kind: str) -> dict[str, Fact]:
        return {name: fact_of(name, label) for name, label in self.own.get(kind, {}).items()}

    def kinds(self) -> Iterator[tuple[str, list[dict[str, Any]], int]]:
        """The fields by kind of records, for the page: heading, boxes, how many are ticked."""
        ticked = set(self["fields_of"].value() or ())
        for one in things().values():
            boxes = [
                {
                    "value": (key := f"{one.kind}:{name}"),
                    "label": fact.label,
                    "personal": fact.personal,
                    "ticked": key in ticked,
                }
                for name, fact in (one.facts | self._own_of(one.kind)).items()
            ]
            yield named(one.kind), boxes, sum(bool(box["ticked"]) for box in boxes)


def filled(known: Scope, kind: str, why: str, price: str) -> dict[str, Any]:
    """What the form shows of a scope that is there already."""
    values = {scope.TAG: "tag", scope.OWNER: "owner"}
    found = {
        "kind": kind, "why": why, "by": known.by, "acts": known.acts, "rows": known.rows, "hours": known.hours, "price": price,
        "fields_of": [f"{one}:{name}" for one, names in known.fields.items() for name in names],
    }  # fmt: skip
    if known.by in values:
        found[values[known.by]] = known.value
    if known.by == scope.IDS:
        found["numbers"] = " ".join(map(str, known.value))
    return found


class CorrectionForm(forms.Form):
    """What is to become of a field."""

    field = forms.ChoiceField(label=gettext_lazy("Field"))
    find = forms.CharField(
        label=gettext_lazy("Find"), required=False, max_length=250, strip=False,
        help_text=gettext_lazy("Empty: the whole field is set."),
    )  # fmt: skip
    put = forms.CharField(label=gettext_lazy("Put in its place"), required=False, max_length=1000, strip=False)
    only = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, fields: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["field"]
        chosen.choices = fields
