"""Forms of the vocabulary: a field, a value, a tag."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from kept.crm.fields.models import CustomField, DataType, PicklistItem
from kept.crm.fields.use import uses_of_options
from kept.crm.nouns.kept_file import holds_files
from kept.crm.nouns.noun import Noun

MOST_OPTIONS = 500


class FieldForm(forms.Form):
    """A custom field. Its type stays what it was made as: values of another type would not fit it."""

    label = forms.CharField(label=__("Name"), max_length=80, error_messages={"required": __("Give it a name.")})
    data_type = forms.ChoiceField(label=__("Kind"), choices=DataType.choices)
    options = forms.CharField(
        label=__("Choices, one a line"),
        widget=forms.Textarea,
        required=False,
        help_text=__("For the kind “Choice” only."),
    )
    currency = forms.CharField(
        label=__("Currency"), max_length=3, required=False, help_text=__("For a sum of money, such as CZK.")
    )
    group = forms.ChoiceField(label=__("Stands among"), required=False)
    hint = forms.CharField(label=__("Help beside it"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, noun: Noun, field: CustomField | None = None) -> None:
        initial = {} if field is None else {
            "label": field.label, "data_type": field.data_type, "options": "\n".join(field.options),
            "currency": field.currency, "group": field.group, "hint": field.hint,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.field, self.noun = field, noun
        group = self.fields["group"]
        group.choices = [  # type: ignore[attr-defined]
            ("", _("Fields of our own")),
            *((key, str(label)) for key, label in noun.groups),
        ]
        if not holds_files(noun.key):
            self.fields["data_type"].choices = [  # type: ignore[attr-defined]
                pair for pair in DataType.choices if pair[0] != DataType.FILE
            ]
        if field is not None:
            self.fields["data_type"].disabled = True

    def clean_options(self) -> list[str]:
        """Each option once. One that records have cannot be taken away."""
        found = list(
            dict.fromkeys(line.strip()[:200] for line in self.cleaned_data["options"].splitlines() if line.strip())
        )
        if len(found) > MOST_OPTIONS:
            raise forms.ValidationError(_("At most %(n)s choices.") % {"n": MOST_OPTIONS})
        if self.field is not None:
            gone = [option for option in self.field.options if option not in found]
            used = {option: n for option, n in uses_of_options(self.field, gone).items() if n}
            if used:
                said = ", ".join(f"{option} ({n})" for option, n in used.items())
                raise forms.ValidationError(
                    _("Some records have these, so they stay: %(options)s.") % {"options": said}
                )
        return found

    def clean(self) -> dict[str, Any]:
        """A choice needs choices, money a currency, and a name is there once."""
        data = self.cleaned_data
        kind = self.field.data_type if self.field else data.get("data_type")
        if kind == DataType.ENUMERATION and not data.get("options") and "options" not in self.errors:
            self.add_error("options", _("Write at least one choice."))
        if kind == DataType.MONETARY and not data.get("currency"):
            self.add_error("currency", _("Say in which currency, such as CZK."))
        twins = CustomField.objects.filter(kind=self.noun.key, label__iexact=data.get("label", ""), retired_at=None)
        if twins.exclude(pk=self.field.pk if self.field else None).exists():
            self.add_error("label", _("There is a field of this name already."))
        return data

    def put(self, field: CustomField) -> None:
        """Write what was entered into a field."""
        data = self.cleaned_data
        field.label, field.hint, field.group = data["label"], data["hint"], data["group"]
        field.options, field.currency = data["options"], data["currency"].upper()
        field.save()


class ItemForm(forms.Form):
    """A value of a list."""

    label = forms.CharField(label=__("Value"), max_length=200, error_messages={"required": __("Write the value.")})

    def __init__(self, data: Any = None, *, list_name: str, item: PicklistItem | None = None) -> None:
        super().__init__(data, initial={"label": item.label if item else ""})
        self.list_name, self.item = list_name, item

    def clean_label(self) -> str:
        """A value stands in its list once."""
        label = str(self.cleaned_data["label"]).strip()
        twins = PicklistItem.objects.filter(list=self.list_name, label__iexact=label, retired_at=None)
        if twins.exclude(pk=self.item.pk if self.item else None).exists():
            raise forms.ValidationError(_("This value is in the list already."))
        return label


class TagForm(forms.Form):
    """A tag's name. The name of another one joins the two."""

    name = forms.CharField(label=__("Tag"), max_length=80, error_messages={"required": __("Write the tag.")})

    def clean_name(self) -> str:
        """Commas and semicolons part tags, so they cannot stand in one."""
        name = str(self.cleaned_data["name"]).strip().lstrip("#").strip()
        if not name or "," in name or ";" in name:
            raise forms.ValidationError(_("A tag is one word or a few, without commas."))
        return name
