"""The two desks, and the mark of each: a page is written once and stands at both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from kept.grants.staff import Staff, StaffRole
from kept.identity.membership import Membership, Role
from kept.policy.doors import allow
from kept.privacy.requests.doing import Hand, officer
from kept.privacy.requests.request import DataSubjectRequest

STAFF, MEMBERS = "staff.requests", "privacy.manage"
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody works on requests: `home` is its first address, `instance` the customer or None."""

    home: str
    user_id: int
    instance: Any

    @property
    def hand(self) -> Hand:
        """Whose hand works here."""
        return officer(self.user_id)

    def at(self, one: DataSubjectRequest, act: str = "") -> str:
        """The address of a request, or of an act on it."""
        return f"{self.home}{one.pk}/{act}/" if act else f"{self.home}{one.pk}/"

    def officers(self) -> dict[int, str]:
        """Who may be responsible: names by user."""
        if self.instance is not None:
            members = Membership.objects.filter(left_at=None, role=Role.ADMIN)
            return {member.user_id: member.full_name for member in members}
        staff = Staff.objects.filter(ended_at=None, roles__contains=[StaffRole.PRIVACY]).select_related("user")
        return {one.user_id: one.user.full_name for one in staff}


def desk_of(request: HttpRequest) -> Desk:
    """The desk at which a request of the browser arrives."""
    instance = getattr(request, "instance", None)
    home = f"/{instance.slug}/privacy/requests/" if instance is not None else "/operator/requests/"
    return Desk(home, int(request.user.pk or 0), instance)


def at_desk(view: View, permission: str) -> View:
    """A page of a desk, marked: `view` gets the request and the desk."""

    @allow(permission)
    @wraps(view)
    def door(request: HttpRequest, **given: Any) -> HttpResponse:
        return view(request, desk_of(request), **given)

    return door


def one_or_404(id: int) -> DataSubjectRequest:
    """A request at this desk. Http404 for one of another controller, as for one that never was."""
    found: DataSubjectRequest | None = DataSubjectRequest.objects.filter(pk=id).first()
    if found is None:
        raise Http404
    return found
