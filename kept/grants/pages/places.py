"""Groups and security levels: what they are called, and who is in them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.grants.matrix import table
from kept.grants.models import Group, GroupMember, LevelMember, SecurityLevel
from kept.grants.pages.forms import NameForm
from kept.identity.again import again
from kept.policy.doors import MEMBER, allow
from kept.policy.keeps import keeps
from kept.tenancy.opening import check_references
from kept.web.pages import done, page
from kept.web.refused import Refused

KINDS: dict[str, Any] = {"groups": Group, "levels": SecurityLevel}


@allow(MEMBER)
@keeps("D3")
def roles(request: HttpRequest) -> HttpResponse:
    """The published table of roles."""
    names, lines = table()
    return page(request, "grants/roles.html", {"names": names, "lines": lines, "home": _home(request)})


@allow(MEMBER)
def places(request: HttpRequest, kind: str) -> HttpResponse:
    """All groups, or all security levels."""
    return _places(request, kind, NameForm())


@allow("members.manage")
@require_POST
@again()
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new group or level."""
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                KINDS[kind].objects.create(name=form.cleaned_data["name"])
            return done(request, f"{_home(request)}{kind}/", _("It is there. Put people into it on their own pages."))
        except IntegrityError:
            form.add_error("name", _("There is one of this name already."))
    return _places(request, kind, form, status=422)


@allow("members.manage")
@require_POST
@again()
def drop(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Remove a group or a level. A level that still has records stays, and so does everybody's."""
    one = KINDS[kind].objects.filter(pk=id).first()
    if one is None:
        raise Http404
    if getattr(one, "locked", False):
        raise Refused(_("This level belongs to everybody. It stays."))
    try:
        with transaction.atomic():
            one.delete()
            check_references()
    except (ProtectedError, IntegrityError) as used:
        raise Refused(_("Records still stand under this level. Move them first.")) from used
    return done(request, f"{_home(request)}{kind}/", _("Removed."))


def _places(request: HttpRequest, kind: str, form: NameForm, status: int = 200) -> HttpResponse:
    context = {
        "kind": kind,
        "places": with_sizes(kind),
        "form": form,
        "manages": request.access.rights.may("members.manage"),  # type: ignore[attr-defined]
        "home": _home(request),
    }
    return page(request, "grants/places.html", context, status=status)


def with_sizes(kind: str) -> list[Any]:
    """All groups or levels, each with the number of its people as `size`."""
    links, column = (GroupMember, "group_id") if kind == "groups" else (LevelMember, "level_id")
    sizes = dict(links.objects.values_list(column).annotate(Count("pk")).order_by())
    places = list(KINDS[kind].objects.order_by("name"))
    for one in places:
        one.size = sizes.get(one.pk, 0)
    return places


def _home(request: HttpRequest) -> str:
    return f"{request.instance.url}members/"  # type: ignore[attr-defined]
