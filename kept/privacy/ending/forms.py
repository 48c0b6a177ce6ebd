"""What is typed to end an instance: its name, so that nobody ends one by a slip, and how long its data wait."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext as many

from kept.privacy.ending.models import MOST_DAYS
from kept.tenancy.models import Instance

CHOICES = (0, 7, 30, MOST_DAYS)


class EndForm(forms.Form):
    """The instance's name, and the days between its closing and the end of its data."""

    keep_days = forms.TypedChoiceField(label=gettext_lazy("After it is closed, its data wait"), coerce=int)
    name = forms.CharField(
        label=gettext_lazy("The name of the instance"), max_length=120,
        help_text=gettext_lazy("Type it as it stands above."),
    )  # fmt: skip

    def __init__(self, *args: Any, instance: Instance, most: int = MOST_DAYS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = instance
        field: Any = self.fields["keep_days"]
        field.choices = [(days, days_in_words(days)) for days in CHOICES if days <= most]
        field.initial = max(days for days in CHOICES if days <= most)

    def clean_name(self) -> str:
        """The very name; blanks around it and its case are nobody's intention."""
        typed = str(self.cleaned_data["name"]).strip()
        if typed.casefold() != self.of.name.strip().casefold():
            raise forms.ValidationError(_("That is not the name of this instance."))
        return typed


class OperatorsEndForm(EndForm):
    """The operator also says by which contract."""

    slug = forms.SlugField(label=gettext_lazy("The instance’s name in addresses"), max_length=40)
    contract = forms.CharField(
        label=gettext_lazy("The contract that ended"), max_length=40,
        help_text=gettext_lazy("Its number alone, nothing of any person."),
    )  # fmt: skip
    field_order = ("slug", "name", "contract", "keep_days")


def days_in_words(days: int) -> str:
    """So many days, or not at all."""
    return many("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("not at all: they go at once")
