"""Settings: the instance's own fields of each noun."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.crm.fields import order
from kept.crm.fields.forms import FieldForm
from kept.crm.fields.making import definition
from kept.crm.fields.models import CustomField
from kept.crm.fields.tabs import address, tabs
from kept.crm.fields.use import uses_of_field
from kept.crm.nouns.noun import NOUNS, Noun
from kept.policy.doors import allow
from kept.web.pages import done, page


def noun_of(key: str) -> Noun:
    """A noun that can have fields, or Http404."""
    if key not in NOUNS:
        raise Http404
    return NOUNS[key]


def field_of(id: int) -> CustomField:
    """A field of the open instance, or Http404."""
    found: CustomField | None = CustomField.objects.filter(pk=id).first()
    if found is None or found.kind not in NOUNS:
        raise Http404
    return found


def here(request: HttpRequest, kind: str) -> str:
    """The address of a noun's fields."""
    return address(request, "fields") + f"?kind={kind}"


@allow("fields.manage")
def settings(request: HttpRequest) -> HttpResponse:
    """To the first of the settings."""
    return redirect(address(request, "fields"))


@allow("fields.manage")
def fields(request: HttpRequest) -> HttpResponse:
    """The fields of a noun, and a form for one more."""
    noun = noun_of(request.GET.get("kind", "contact"))
    form = FieldForm(request.POST or None, noun=noun)
    if form.is_bound and form.is_valid():
        made = definition(noun.key, form.cleaned_data["label"], form.cleaned_data["data_type"])
        made.position = CustomField.objects.filter(kind=noun.key).count()
        form.put(made)
        return done(request, here(request, noun.key), _("The field %(name)s is there.") % {"name": made.label})
    found = CustomField.objects.filter(kind=noun.key).order_by("retired_at", "position", "label")
    kinds = [
        {"label": one.label_plural, "url": here(request, one.key), "current": one is noun}
        for one in NOUNS.values()
        if one.groups
    ]
    context: dict[str, Any] = {
        "tabs": tabs(request, "fields"), "kinds": kinds, "noun": noun, "form": form,
        "fields": [{"field": one, "uses": uses_of_field(one)} for one in found],
    }  # fmt: skip
    return page(request, "fields/fields.html", context, status=422 if form.errors else 200)


@allow("fields.manage")
def field(request: HttpRequest, id: int) -> HttpResponse:
    """One field: its name, place, help and choices."""
    one = field_of(id)
    form = FieldForm(request.POST or None, noun=NOUNS[one.kind], field=one)
    if form.is_bound and form.is_valid():
        form.put(one)
        return done(request, here(request, one.kind), _("%(name)s is changed.") % {"name": one.label})
    context = {
        "tabs": tabs(request, "fields"),
        "form": form,
        "field": one,
        "uses": uses_of_field(one),
        "back_url": here(request, one.kind),
    }
    return page(request, "fields/field.html", context, status=422 if form.errors else 200)


@allow("fields.manage")
@require_POST
def move(request: HttpRequest, id: int) -> HttpResponse:
    """One place up or down."""
    one = field_of(id)
    order.move(
        CustomField.objects.filter(kind=one.kind, retired_at=None).order_by("position", "label", "pk"),
        one,
        request.POST.get("way", ""),
    )
    return redirect(here(request, one.kind))


@allow("fields.manage")
@require_POST
def retire(request: HttpRequest, id: int) -> HttpResponse:
    """Take a field out of use. What records hold in it stays, and comes back with it."""
    one = field_of(id)
    one.retired_at = timezone.now()
    one.save(update_fields=["retired_at"])
    undo = reverse("settings:field-restore", kwargs={"instance": request.instance.slug, "id": one.pk})  # type: ignore[attr-defined]
    return done(request, here(request, one.kind), _("%(name)s is out of use.") % {"name": one.label}, undo_url=undo)


@allow("fields.manage")
@require_POST
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Take a field into use again."""
    one = field_of(id)
    one.retired_at = None
    one.save(update_fields=["retired_at"])
    return done(request, here(request, one.kind), _("%(name)s is in use again.") % {"name": one.label})
