"""Staff: who works for the operator, as what, bound by which words; hiring, other roles, ending (D6)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.console.forms import HireForm, RolesForm
from kept.console.inviting import invite
from kept.console.reviewing.due import due
from kept.grants import hiring
from kept.grants.calling_in import waiting
from kept.grants.staff import PERMISSIONS, ROLES_OF_STAFF, Staff, StaffRole, in_service, titles_of
from kept.grants.undertaking import current
from kept.identity.again import again
from kept.identity.models import User
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page
from kept.web.refused import Refused

HOME = "/operator/staff/"


@allow("staff.people")
@keeps("D6")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and who did."""
    rows = [due(one) for one in in_service().select_related("user").order_by("user__last_name", "pk")]
    gone = Staff.objects.exclude(ended_at=None).select_related("user").order_by("-ended_at")[:50]
    return page(
        request, "console/people.html", {"rows": rows, "gone": gone, "invited": waiting(), "digest": current().digest}
    )


@allow("staff.people")
def roles(request: HttpRequest) -> HttpResponse:
    """The published table: which role may do what."""
    table = [
        (words, [(role.label, name in ROLES_OF_STAFF[role]) for role in StaffRole])
        for name, words in PERMISSIONS.items()
    ]
    return page(request, "console/roles.html", {"table": table, "roles": [role.label for role in StaffRole]})


@allow("staff.people")
@again()
@keeps("D6")
def hire(request: HttpRequest) -> HttpResponse:
    """Let a user in, or invite who is none yet."""
    form = HireForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.user is None:
            return invite(request, form)
        try:
            made = hiring.hire(
                form.user, form.cleaned_data["roles"], by=request.user.pk, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_error("email", str(refused.message))
        else:
            said = _("%(name)s works here now. They sign the undertaking when they come.")
            return done(request, f"{HOME}{made.pk}/", said % {"name": form.user.full_name})
    return page(request, "console/hire.html", {"form": form}, status=422 if form.errors else 200)


@allow("staff.people")
@keeps("D6")
def person(request: HttpRequest, id: int) -> HttpResponse:
    """One of them: roles, undertakings, what happened with their access."""
    return _person(request, staff_or_404(id), RolesForm(initial={"roles": staff_or_404(id).roles}))


@allow("staff.people")
@again()
@keeps("D6")
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Give other roles."""
    staff = staff_or_404(id)
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": staff.roles})
    if request.method == "POST" and form.is_valid():
        try:
            hiring.change_roles(
                staff, form.cleaned_data["roles"], by=request.user.pk, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_error("roles", str(refused.message))
        else:
            return done(request, f"{HOME}{id}/", _("The roles are changed. They hold from the next click."))
    return _person(request, staff, form, status=422 if form.errors else 200)


@allow("staff.people")
@again()
@keeps("D6")
def end(request: HttpRequest, id: int) -> HttpResponse:
    """Ask once more, then let somebody go. Raises Refused for oneself and for the last administrator."""
    staff = staff_or_404(id)
    if request.method == "POST":
        hiring.end(staff, by=request.user.pk, reason=request.POST.get("reason", ""))
        return done(request, HOME, _("%(name)s comes in no more.") % {"name": staff.user.full_name})
    context = {
        "staff": staff, "title": _("End the access?"), "action": request.path, "back_url": f"{HOME}{id}/",
    }  # fmt: skip
    return page(request, "console/end.html", context)


def staff_or_404(id: int) -> Staff:
    """A member of staff, also one who has left, with whether they have a second step."""
    found = in_service().filter(pk=id).select_related("user").first()
    found = found or Staff.objects.filter(pk=id).select_related("user").first()
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest, staff: Staff, form: RolesForm, status: int = 200) -> HttpResponse:
    steps = list(staff.steps.order_by("-pk"))
    names = {user.pk: user.full_name for user in User.objects.filter(pk__in={one.by_id for one in steps if one.by_id})}
    context: dict[str, Any] = {
        "staff": staff,
        "form": form,
        "mine": staff.user_id == request.user.pk,
        "due": due(staff),
        "digest": current().digest,
        "signatures": staff.signatures.order_by("-pk"),
        "story": [_told(one, names) for one in steps],
    }
    return page(request, "console/person.html", context, status=status)


ICONS = {"hired": "key", "roles": "sliders", "confirmed": "tick", "suspended": "lock", "ended": "ban"}
AT_THE_MACHINE = {"suspended": gettext_lazy("by the calendar")}


def _told(step: Any, names: dict[int, str]) -> dict[str, Any]:
    from kept.web.formats import moment

    who = names.get(step.by_id or 0) or str(AT_THE_MACHINE.get(step.act, _("at the machine")))
    after = ", ".join(titles_of(step.after))
    return {
        "icon": ICONS.get(step.act, "task"),
        "title": f"{step.get_act_display()}: {after}" if after else step.get_act_display(),
        "text": step.reason,
        "when": f"{moment(step.at)}, {who}",
        "at": step.at.isoformat(),
    }
