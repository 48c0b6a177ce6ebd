"""One group or one security level: its name, its people, and for a group its rights."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.grants.matrix import words_of
from kept.grants.models import Grant, GroupMember, LevelMember
from kept.grants.pages.forms import GrantForm
from kept.grants.pages.places import KINDS
from kept.identity.again import again, ask
from kept.identity.models import Membership
from kept.policy.doors import MEMBER, allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.pages import done, page


@allow(MEMBER)
def place(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Who is in it, and what a group may. Who may change it signed in a moment ago."""
    asked = ask(request) if request.access.rights.may("members.manage") else None  # type: ignore[attr-defined]
    if asked is not None:
        return asked
    return _place(request, kind, one_or_404(kind, id), GrantForm())


@allow("members.manage")
@require_POST
@again()
@keeps("D3")
def people(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Set who is in it."""
    one = one_or_404(kind, id)
    links, column = links_of(kind)
    wanted = {id_of(text) for text in request.POST.getlist("members")} - {None}
    there = set(Membership.objects.filter(pk__in=wanted, left_at=None).values_list("pk", flat=True))
    links.objects.filter(**{column: one}).exclude(membership_id__in=there).delete()
    has = set(links.objects.filter(**{column: one}).values_list("membership_id", flat=True))
    for member in sorted(there - has):
        links.objects.create(membership_id=member, **{column: one})
    return done(request, _url(request, kind, one), _("Kept. It holds from the next click."))


@allow("members.manage")
@require_POST
@again()
@keeps("D3")
def grant(request: HttpRequest, id: int) -> HttpResponse:
    """Give a permission to a group, or take one away from all its people."""
    group, form = one_or_404("groups", id), GrantForm(request.POST)
    if not form.is_valid():
        return _place(request, "groups", group, form, status=422)
    group.grants.filter(permission=form.cleaned_data["permission"]).delete()
    group.grants.create(permission=form.cleaned_data["permission"], allowed=form.cleaned_data["allowed"])
    return done(request, _url(request, "groups", group), _("The right is written down."))


@allow("members.manage")
@require_POST
@again()
def drop_grant(request: HttpRequest, id: int, grant: int) -> HttpResponse:
    """Forget a grant of a group."""
    group = one_or_404("groups", id)
    if not group.grants.filter(pk=grant).delete()[0]:
        raise Http404
    return done(request, _url(request, "groups", group), _("The roles decide again."))


def one_or_404(kind: str, id: int) -> Any:
    """A group or a level of this instance."""
    one = KINDS[kind].objects.filter(pk=id).first()
    if one is None:
        raise Http404
    return one


def links_of(kind: str) -> tuple[Any, str]:
    """The rows that put people into it, and their column."""
    return (GroupMember, "group") if kind == "groups" else (LevelMember, "level")


def _place(request: HttpRequest, kind: str, one: Any, form: GrantForm, status: int = 200) -> HttpResponse:
    inside = set(one.members.values_list("membership_id", flat=True))
    members = Membership.objects.filter(left_at=None).order_by("full_name", "pk")
    grants: list[tuple[Grant, str]] = []
    if kind == "groups":
        grants = [(given, words_of(given.permission)) for given in one.grants.order_by("permission")]
    context = {
        "kind": kind,
        "one": one,
        "members": [(member, member.pk in inside) for member in members],
        "grants": grants,
        "form": form,
        "manages": request.access.rights.may("members.manage"),  # type: ignore[attr-defined]
        "home": f"{request.instance.url}members/",  # type: ignore[attr-defined]
    }
    return page(request, "grants/place.html", context, status=status)


def _url(request: HttpRequest, kind: str, one: Any) -> str:
    return f"{request.instance.url}members/{kind}/{one.pk}/"  # type: ignore[attr-defined]
