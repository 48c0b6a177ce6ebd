"""People: who is in this instance, in which role; inviting, changing, removing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.grants.matrix import single_permissions, words_of
from kept.grants.models import Group, GroupMember, LevelMember, SecurityLevel
from kept.grants.pages.forms import GrantForm, InviteForm, RoleForm
from kept.grants.staffing import change_role, invite, remove, take_back
from kept.identity.again import again, ask
from kept.identity.models import Invitation, Membership
from kept.policy.doors import MEMBER, allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.pages import done, page


@allow(MEMBER)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody in the instance, and for who manages them those invited."""
    return _people(request, InviteForm())


@allow("members.manage")
@require_POST
@again()
def invite_one(request: HttpRequest) -> HttpResponse:
    """Send an invitation."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people(request, form, status=422)
    invite(request, form.cleaned_data["email"], form.cleaned_data["role"])
    return done(request, _home(request), _("Invited: %(email)s.") % {"email": form.cleaned_data["email"]})


@allow("members.manage")
@require_POST
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Withdraw an invitation: its link stops working."""
    if not Invitation.objects.filter(pk=id, accepted_at=None).delete()[0]:
        raise Http404
    return done(request, _home(request), _("The invitation is withdrawn."))


@allow(MEMBER)
@keeps("D3")
def person(request: HttpRequest, id: int) -> HttpResponse:
    """One member: role, groups, levels, what they may do, and why. Who may change it signed in a moment ago."""
    asked = ask(request) if request.access.rights.may("members.manage") else None  # type: ignore[attr-defined]
    if asked is not None:
        return asked
    return _person(request, member_or_404(id), GrantForm())


@allow("members.manage")
@require_POST
@again()
def role(request: HttpRequest, id: int) -> HttpResponse:
    """Give a member another role."""
    member, form = member_or_404(id), RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    change_role(member, form.cleaned_data["role"])
    return done(request, _url(request, member), _("The role is changed. It holds from the next click."))


@allow("members.manage")
@require_POST
@again()
def leave(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a member; what they made stays."""
    member = member_or_404(id)
    remove(member)
    said = _("%(name)s is removed.") % {"name": member.full_name}
    return done(request, _home(request), said, undo_url=f"{_home(request)}{member.pk}/return/")


@allow("members.manage")
@require_POST
@again()
def come_back(request: HttpRequest, id: int) -> HttpResponse:
    """Take a removed member back."""
    member = Membership.objects.exclude(left_at=None).filter(pk=id).first()
    if member is None:
        raise Http404
    take_back(member)
    return done(request, _url(request, member), _("%(name)s is back.") % {"name": member.full_name})


@allow("members.manage")
@require_POST
@again()
def place(request: HttpRequest, id: int) -> HttpResponse:
    """Set in which groups and security levels a member is."""
    member = member_or_404(id)
    _set(GroupMember, "group", Group, member, request.POST.getlist("groups"))
    _set(LevelMember, "level", SecurityLevel, member, request.POST.getlist("levels"))
    return done(request, _url(request, member), _("Kept."))


@allow("members.manage")
@require_POST
@again()
def grant(request: HttpRequest, id: int) -> HttpResponse:
    """Give one permission to a member beyond the role, or take one away."""
    member, form = member_or_404(id), GrantForm(request.POST)
    if not form.is_valid():
        return _person(request, member, form, status=422)
    member.grants.filter(permission=form.cleaned_data["permission"]).delete()
    member.grants.create(permission=form.cleaned_data["permission"], allowed=form.cleaned_data["allowed"])
    return done(request, _url(request, member), _("The right is written down."))


@allow("members.manage")
@require_POST
@again()
def drop_grant(request: HttpRequest, id: int, grant: int) -> HttpResponse:
    """Forget a single grant: the role decides again."""
    member = member_or_404(id)
    if not member.grants.filter(pk=grant).delete()[0]:
        raise Http404
    return done(request, _url(request, member), _("The role decides again."))


def member_or_404(id: int) -> Membership:
    """A member of this instance who has not left."""
    member: Membership | None = Membership.objects.filter(pk=id, left_at=None).first()
    if member is None:
        raise Http404
    return member


def _people(request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    manages = request.access.rights.may("members.manage")  # type: ignore[attr-defined]
    waiting = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now()).order_by("-created_at")
    context = {
        "members": Membership.objects.filter(left_at=None).order_by("full_name", "pk"),
        "invited": list(waiting) if manages else [],
        "manages": manages,
        "form": form,
        "home": _home(request),
    }
    return page(request, "grants/people.html", context, status=status)


def _person(request: HttpRequest, member: Membership, form: GrantForm, status: int = 200) -> HttpResponse:
    manages = request.access.rights.may("members.manage")  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "member": member,
        "manages": manages,
        "form": form,
        "role_form": RoleForm(initial={"role": member.role}),
        "groups": _places(Group, set(member.groups.values_list("group_id", flat=True))),
        "levels": _places(SecurityLevel, set(member.levels.values_list("level_id", flat=True))),
        "grants": [(given, words_of(given.permission)) for given in member.grants.order_by("permission")],
        "may": single_permissions(member),
        "home": _home(request),
    }
    return page(request, "grants/person.html", context, status=status)


def _places(model: Any, mine: set[int]) -> list[tuple[Any, bool]]:
    return [(one, one.pk in mine) for one in model.objects.order_by("name")]


def _set(link: Any, name: str, model: Any, member: Membership, chosen: list[str]) -> None:
    wanted = {id_of(text) for text in chosen} - {None}
    there = set(model.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    link.objects.filter(membership=member).exclude(**{f"{name}_id__in": there}).delete()
    has = set(link.objects.filter(membership=member).values_list(f"{name}_id", flat=True))
    for pk in sorted(there - has):
        link.objects.create(membership=member, **{f"{name}_id": pk})


def _home(request: HttpRequest) -> str:
    return f"{request.instance.url}members/"  # type: ignore[attr-defined]


def _url(request: HttpRequest, member: Membership) -> str:
    return f"{_home(request)}{member.pk}/"
