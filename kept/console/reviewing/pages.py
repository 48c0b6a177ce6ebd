"""The page of reviews: who may do what, what they opened, and a decision a row by somebody else."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.console.reviewing.deciding import review
from kept.console.reviewing.due import GRACE, Due, all_due, due, interval
from kept.console.reviewing.models import Review
from kept.console.reviewing.opened import opened_by
from kept.grants.staff import Staff, StaffRole, in_service
from kept.identity.again import again
from kept.identity.models import User
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page
from kept.web.refused import Refused

HOME = "/operator/staff/review/"
LISTED = 50


@allow("staff.review")
@keeps("D6")
def reviews(request: HttpRequest) -> HttpResponse:
    """Everybody, the most urgent first, and the last reviews."""
    me = me_of(request)
    past = list(Review.objects.select_related("staff__user")[:LISTED])
    names = {user.pk: user.full_name for user in User.objects.filter(pk__in={one.by_id for one in past})}
    context = {
        "rows": [_row(one, me) for one in all_due()],
        "past": [(one, names.get(one.by_id, ""), _titles(one.taken)) for one in past],
        "interval": interval(),
        "grace": GRACE,
    }
    return page(request, "reviewing/list.html", context)


@allow("staff.review")
@again()
@keeps("D6")
def decide(request: HttpRequest, id: int) -> HttpResponse:
    """Look at one colleague, and confirm or take away."""
    staff = in_service().filter(pk=id).select_related("user").first()
    if staff is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        try:
            review(staff, request.POST.getlist("keep"), by=me_of(request), reason=request.POST.get("reason", ""))
        except Refused as refused:
            wrong = str(refused.message)
        else:
            return done(request, HOME, _("Written down. It holds from the next click."))
    context = {
        "one": due(staff),
        "opened": opened_by(staff.user_id),
        "roles": [(role, StaffRole(role).label, _still(request, role)) for role in staff.roles],
        "mine": staff.user_id == request.user.pk,
        "reason": request.POST.get("reason", ""),
        "wrong": wrong,
    }
    return page(request, "reviewing/decide.html", context, status=422 if wrong else 200)


def me_of(request: HttpRequest) -> int:
    """The number of the user at the door."""
    return int(request.user.pk or 0)


def _still(request: HttpRequest, role: str) -> bool:
    return request.method != "POST" or role in request.POST.getlist("keep")


def _row(one: Due, me: int) -> dict[str, Any]:
    staff: Staff = one.staff
    return {"due": one, "staff": staff, "opened": opened_by(staff.user_id)[:3], "mine": staff.user_id == me}


def _titles(roles: list[str]) -> str:
    return ", ".join(str(StaffRole(role).label) for role in roles)
