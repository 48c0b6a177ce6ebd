"""Inviting a colleague who has no login yet, and taking an invitation back (D6)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.console.forms import HireForm
from kept.grants import calling_in
from kept.grants.calling_in import StaffInvitation
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done

HOME = "/operator/staff/"


def invite(request: HttpRequest, form: HireForm) -> HttpResponse:
    """Send an invitation to the address of a form that is valid."""
    said = form.cleaned_data
    made = calling_in.call_in(said["email"], said["roles"], by=request.user, reason=said["reason"])  # type: ignore[arg-type]
    told = _("An invitation is on its way to %(email)s. It works for %(hours)d hours, once.")
    return done(request, HOME, told % {"email": made.email, "hours": calling_in.HOURS})


@allow("staff.people")
@require_POST
@keeps("D6")
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Take an invitation back: its link stops working."""
    StaffInvitation.objects.filter(pk=id).delete()
    return done(request, HOME, _("The invitation is withdrawn."))
