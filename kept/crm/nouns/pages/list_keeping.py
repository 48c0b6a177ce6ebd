"""Keeping views: save, save again, rename, share, move, delete and bring back; and the widths of columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.crm.nouns.doors import act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of
from kept.crm.nouns.pages.list_open import OpenList, address
from kept.crm.nouns.pages.list_views import OWN, kept_query, query_of, views_of
from kept.crm.records.models import SavedView
from kept.tenancy.ids import id_of
from kept.web.pages import done, page

BIN = ".bin"  # a deleted view keeps its row under this kind, so that it can come back
LEAST, MOST = 3, 40  # rem


class ViewForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give it a name")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    shared = forms.BooleanField(label=gettext_lazy("Everybody here may use it"), required=False)


@act("view")
def new_view(request: HttpRequest, noun: Noun) -> HttpResponse:
    """Save what the list asks as a view of one's own."""
    open_list = OpenList.of(request, noun)
    form = _form(request, open_list)
    if request.method == "POST" and form.is_valid():
        view = SavedView.fresh(
            kind=noun.key, name=form.cleaned_data["name"], membership_id=open_list.access.member_id,
            shared=form.cleaned_data.get("shared", False), query=kept_query(open_list),
            position=SavedView.objects.filter(kind=noun.key).count(),
        )  # fmt: skip
        view.save()
        return done(request, f"{open_list.url}?{query_of(view)}", _("View “%(name)s” saved.") % {"name": view.name})
    return _ask(request, open_list, form, _("Save as a view"), _("Save view"))


@act("view")
def rename_view(request: HttpRequest, noun: Noun, view: int) -> HttpResponse:
    """Give a view another name, share it or take it back."""
    found = mine(request, noun, view)
    open_list = OpenList.of(request, noun)
    form = _form(request, open_list, {"name": found.name, "shared": found.shared})
    if request.method == "POST" and form.is_valid():
        found.name, found.shared = form.cleaned_data["name"], form.cleaned_data.get("shared", found.shared)
        found.save(update_fields=["name", "shared"])
        return done(request, f"{open_list.url}?{query_of(found)}", _("View “%(name)s” saved.") % {"name": found.name})
    return _ask(request, open_list, form, _("Rename or share the view"), _("Save view"))


def _form(request: HttpRequest, open_list: OpenList, initial: dict[str, Any] | None = None) -> ViewForm:
    form = ViewForm(request.POST if request.method == "POST" else None, initial=initial)
    if not open_list.access.rights.may("views.share"):
        del form.fields["shared"]
    return form


def _ask(request: HttpRequest, open_list: OpenList, form: ViewForm, title: str, button: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "button": button,
        "action": request.get_full_path(),
        "back_url": open_list.link(),
    }
    return page(request, "nouns/list_ask.html", context)


@act("view")
@require_POST
def save_view(request: HttpRequest, noun: Noun, view: int) -> HttpResponse:
    """Let a view ask from now on what the list asks."""
    found = mine(request, noun, view)
    open_list = OpenList.of(request, noun)
    found.query = kept_query(open_list) | {key: value for key, value in found.query.items() if key == "widths"}
    found.save(update_fields=["query"])
    return done(request, f"{open_list.url}?{query_of(found)}", _("View “%(name)s” saved.") % {"name": found.name})


@act("view")
@require_POST
def move_view(request: HttpRequest, noun: Noun, view: int, way: str) -> HttpResponse:
    """Move a view one place to the left or to the right."""
    found = mine(request, noun, view)
    named = [one for one in views_of(noun.key, found.membership_id) if one.name != OWN]
    place = next(index for index, one in enumerate(named) if one.pk == found.pk)
    other = place + (-1 if way == "left" else 1)
    if 0 <= other < len(named):
        named[place], named[other] = named[other], named[place]
        for position, one in enumerate(named):
            one.position = position
        SavedView.objects.bulk_update(named, ["position"])
    return done(request, f"{address(noun, slug_of(request))}?{query_of(found)}")


@act("view")
@require_POST
def delete_view(request: HttpRequest, noun: Noun, view: int) -> HttpResponse:
    """Delete a view; it can be brought back."""
    found = mine(request, noun, view)
    found.kind = noun.key + BIN
    found.save(update_fields=["kind"])
    url = address(noun, slug_of(request))
    return done(
        request, url, _("View “%(name)s” deleted.") % {"name": found.name}, undo_url=f"{url}views/{found.pk}/back/"
    )


@act("view")
@require_POST
def restore_view(request: HttpRequest, noun: Noun, view: int) -> HttpResponse:
    """Bring a deleted view back."""
    found = mine(request, noun, view, kind=noun.key + BIN)
    found.kind = noun.key
    found.save(update_fields=["kind"])
    return done(
        request,
        f"{address(noun, slug_of(request))}?{query_of(found)}",
        _("View “%(name)s” is back.") % {"name": found.name},
    )


def mine(request: HttpRequest, noun: Noun, pk: int, kind: str = "") -> SavedView:
    """One of the person's own views, or any shared one for an administrator."""
    member = request.member  # type: ignore[attr-defined]
    found = views_of(kind or noun.key, member.pk).exclude(name=OWN).filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.membership_id != member.pk and not member.is_admin:
        raise PermissionDenied
    return found  # type: ignore[no-any-return]


@act("view")
@require_POST
def keep_width(request: HttpRequest, noun: Noun) -> HttpResponse:
    """Keep the width that a person gave a column, in their view or for all their lists of the noun."""
    member = request.member  # type: ignore[attr-defined]
    column, width = request.POST.get("column", ""), request.POST.get("width", "")
    if (column != "title" and column not in OpenList.of(request, noun).fields) or id_of(width) is None:
        return HttpResponse(status=400)
    own = SavedView.objects.filter(kind=noun.key, membership=member)
    asked = request.GET.get("view", "")
    row = own.exclude(name=OWN).filter(pk=id_of(asked)).first() if id_of(asked) else None
    row = row or own.filter(name=OWN).first() or SavedView.fresh(kind=noun.key, membership=member, name=OWN)
    row.query["widths"] = {**row.query.get("widths", {}), column: min(max((id_of(width) or 0), LEAST), MOST)}
    row.save()
    return HttpResponse(status=204)


ROUTES = [
    ("widths/", keep_width, "widths"),
    ("views/new/", new_view, "new-view"),
    ("views/<int:view>/", rename_view, "view"),
    ("views/<int:view>/save/", save_view, "save-view"),
    ("views/<int:view>/move/<str:way>/", move_view, "move-view"),
    ("views/<int:view>/delete/", delete_view, "delete-view"),
    ("views/<int:view>/back/", restore_view, "restore-view"),
]
