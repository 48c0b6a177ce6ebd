"""The form of the second step: a choice for each column, and the choices for the whole file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from kept.audit.access import Access
from kept.crm.fields.models import DataType
from kept.crm.imports import files
from kept.crm.imports.models import Import
from kept.crm.imports.plan import CREATE, SKIP, UPDATE, Plan
from kept.crm.imports.starting import fields_of, targets_of
from kept.crm.imports.targets import NEW, REPEATABLE, SPLITS
from kept.crm.imports.typing_columns import types_of
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.titles.models import LegalTitleTemplate

FILES_STAY_OUT = __("A table brings no files. Send each one on its record’s page.")


def labels_of_files(kind: str, words: Vocabulary) -> set[str]:
    """The labels of fields for files: their columns are in an export by name, and no file can come in by it."""
    found = words.custom_fields(kind) if kind in NOUNS else []
    return {one.label.casefold() for one in found if one.data_type == DataType.FILE}


class ColumnsForm(forms.Form):
    """Named `column-0` and so on, one a column of the file."""

    duplicates = forms.ChoiceField(widget=forms.RadioSelect)
    bad = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.ChoiceField(required=False)
    new_values = forms.BooleanField(required=False)
    new_companies = forms.BooleanField(required=False)
    day_first = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, entry: Import, plan: Plan, access: Access) -> None:
        initial = {
            "duplicates": plan.duplicates, "bad": "all" if plan.whole else "keep", "reason": plan.reason or "",
            "new_values": plan.new_values, "new_companies": plan.new_companies, "day_first": plan.day_first,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.entry, self.old = entry, plan
        words = Vocabulary(me=access.member_id)
        self.fields_here = fields_of(entry.kind, access, words)
        self.targets = targets_of(entry.kind, self.fields_here)
        self.of_files = labels_of_files(entry.kind, words)
        self._word()
        self.sample = files.heads_and_sample(entry, plan.shape, 200)[1] if plan.heads else []
        self.guesses = types_of(entry, plan) if access.rights.may("fields.manage") else []
        for place, (head, target) in enumerate(zip(plan.heads, plan.targets, strict=True)):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=_("Field for %(head)s") % {"head": head},
                choices=self._choices(place, access),
                initial=target,
                required=False,
            )

    def _word(self) -> None:
        self._field("duplicates", _("If somebody is here already"), [
            (SKIP, _("Leave them as they are")), (UPDATE, _("Bring them up to date")), (CREATE, _("Make a new one anyway")),
        ])  # fmt: skip
        self._field("bad", _("If a line is wrong"), [
            ("keep", _("Import the good lines, keep the rest to mend")), ("all", _("Import all or nothing")),
        ])  # fmt: skip
        titles = LegalTitleTemplate.objects.filter(retired_at=None).order_by("name")
        self._field(
            "reason",
            _("Reason, for all lines"),
            [("", _("I say it later")), *((title.pk, title.name) for title in titles)],
        )
        self.fields["new_values"].label = _("Add what is missing to value lists")
        self.fields["new_companies"].label = _("Make companies that are not here yet")
        self.fields["day_first"].label = _("3/4/2026 means the third of April")
        if self.entry.kind != "contact":
            del self.fields["new_companies"]
        if self.entry.kind not in NOUNS:
            del self.fields["reason"]
            del self.fields["duplicates"]

    def _field(self, name: str, label: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        field.label = label
        field.choices = choices  # type: ignore[attr-defined]

    def _choices(self, place: int, access: Access) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = [("", _("Do not import")), *self.targets]
        if self.entry.kind in NOUNS and access.rights.may("fields.manage"):
            guess = self.guesses[place]
            kinds = [(kind, label) for kind, label in DataType.choices if kind not in ("FILE", "ENUMERATION")]
            kinds.sort(key=lambda pair: pair[0] != guess)
            found.append(
                (_("A new field"), [(f"{NEW}{kind}", _("New: %(kind)s") % {"kind": label}) for kind, label in kinds])
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Two columns cannot become the same field; a name is needed."""
        chosen = self.chosen()
        twice = {
            target
            for target in chosen
            if target and chosen.count(target) > 1 and target not in REPEATABLE and not target.startswith(NEW)
        }
        for place, target in enumerate(chosen):
            if target in twice:
                self.add_error(f"column-{place}", _("Two columns become the same field. Leave one out."))
        filled = set(chosen)
        for key, split in SPLITS.get(self.entry.kind, {}).items():
            filled |= set(split.fields) if key in chosen else set()
        for name, one in self.fields_here.items():
            if one.required and name not in filled:
                self.add_error(
                    None,
                    _("No column becomes “%(field)s”, and nothing can be imported without it.") % {"field": one.label},
                )
        return dict(self.cleaned_data)

    def chosen(self) -> list[str]:
        """A target for each column."""
        return [self.cleaned_data.get(f"column-{place}") or "" for place in range(len(self.old.heads))]

    def plan(self) -> Plan:
        """The plan as it was decided."""
        plan, data = self.old, self.cleaned_data
        plan.targets = self.chosen()
        plan.duplicates = data.get("duplicates") or SKIP
        plan.whole = data["bad"] == "all"
        plan.reason = int(data["reason"]) if data.get("reason") else None
        plan.new_values, plan.day_first = data["new_values"], data["day_first"]
        plan.new_companies = data.get("new_companies", True)
        return plan

    def columns(self) -> list[dict[str, Any]]:
        """Each column with its head, the first cell that says anything, and its field."""
        found = []
        for place, head in enumerate(self.old.heads):
            first = next((row[place] for row in self.sample if place < len(row) and row[place].strip()), "")
            field = self[f"column-{place}"]
            said = FILES_STAY_OUT if head.strip().casefold() in self.of_files else ""
            found.append(
                {"head": head, "first": first[:80], "field": field, "taken": bool(field.value()), "said": said}
            )
        return found
