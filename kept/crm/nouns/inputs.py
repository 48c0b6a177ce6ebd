"""Fields as form fields: which control a hand gets for each kind of fact. The Field itself checks what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Choice, Field
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.ids import id_of

TYPES = {"email": "email", "phone": "tel", "date": "date", "moment": "datetime-local", "time": "time"}
HINTS = {"number": "decimal", "link": "url"}


def form_of(
    fields: Iterable[Field], words: Vocabulary, slug: str, *, values: Mapping[str, Any] | None = None, data: Any = None
) -> forms.Form:
    """A form over these fields, filled with `values` as stored, or with `data` as typed."""
    form = forms.Form(data, auto_id="f_%s", use_required_attribute=False)
    fields = list(fields)
    words.picklists(one.of_list for one in fields if isinstance(one, Picklist))
    for one in fields:
        form.fields[one.name] = control(one, words, slug)
        if values is not None:
            form.initial[one.name] = typed(one, values.get(one.name), words, values)
    return form


def control(one: Field, words: Vocabulary, slug: str) -> forms.Field:
    """The control of a field: what it is called and how it is typed."""
    kind = one.kind
    like = one.like if isinstance(one, Custom) else one
    about: dict[str, Any] = {"label": one.label, "help_text": one.help, "required": False}
    if isinstance(like, Choice):
        options: list[tuple[Any, Any]] = list(like.options(words))
        if not (one.required or like.default):
            options.insert(0, ("", _("none")))
        return forms.ChoiceField(**about, choices=options, widget=Options)
    if kind == "flag":
        return forms.BooleanField(**about)
    attrs: dict[str, Any] = {"autocomplete": "off", "maxlength": one.max_length}
    if kind == "long":
        return forms.CharField(**about, widget=forms.Textarea(attrs={"rows": 4}))
    if isinstance(one, Reference):
        attrs["data-choose"] = reverse(f"{NOUNS[one.to].plural}:choose", kwargs={"instance": slug})
    if kind in HINTS:
        attrs["inputmode"] = HINTS[kind]
    if kind in ("date", "moment", "time"):
        attrs.pop("maxlength")
    widget = forms.TextInput(attrs)
    widget.input_type = TYPES.get(kind, "text")
    return forms.CharField(**about, widget=widget)


class Options(forms.Select):
    """A list to choose from; nothing that is not in it is lost silently, for the Field says what is wrong."""


def typed(one: Field, value: Any, words: Vocabulary, values: Mapping[str, Any] | None = None) -> Any:
    """A stored value as it stands in its control."""
    if isinstance(one, Reference):
        return (values or {}).get(f"{one.name}.shown") or ""
    if value is None:
        return ""
    if one.kind == "tags":
        return ", ".join(value)
    if one.kind == "flag":
        return bool(value)
    if one.kind == "date":
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    if one.kind == "moment":
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        return moment.astimezone(words.time_zone).strftime("%Y-%m-%dT%H:%M")
    if one.kind == "number":
        return f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return value


def raw_of(fields: Iterable[Field], data: QueryDict) -> dict[str, Any]:
    """What was typed, by field; an unticked box is a no. A reference chosen from a list comes by its id."""
    raw: dict[str, Any] = {}
    for one in fields:
        raw[one.name] = data.get(one.name, "")
        chosen = data.get(f"{one.name}.id", "")
        if isinstance(one, Reference) and id_of(chosen):
            raw[one.name] = id_of(chosen)
    return raw


def blame(form: forms.Form, wrong: Mapping[str, str]) -> None:
    """Put the sentences of `intake.Errors` beside their fields; what has no field here is said on top."""
    form.is_valid()
    for name in list(form.errors):
        del form.errors[name]  # a control's own opinion: only the field's counts
    for name, sentence in wrong.items():
        form.add_error(name if name in form.fields else None, sentence)
