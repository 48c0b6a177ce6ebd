"""What stands before the operator's rooms: the undertaking is signed, the sign-in has a second step, the rights are
not suspended (D6). These pages open to every member of staff; they show nothing of anybody else."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.grants.doorway import UNDERTAKING
from kept.grants.staff import Staff
from kept.grants.undertaking import Signature, current, in_language, sign
from kept.policy.controller import controller
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page


@allow(*UNDERTAKING)
@keeps("D6")
def undertaking(request: HttpRequest) -> HttpResponse:
    """Show it, and take the signature."""
    staff: Staff = request.staff  # type: ignore[attr-defined]
    if request.method == "POST" and not staff.is_bound:
        if request.POST.get("agree") != "yes":
            return page(request, "console/undertaking.html", {**_before(staff), "missing": True})
        sign(staff)
        return done(request, "/operator/" if staff.is_ready else request.path, _("Signed. Thank you."))
    return page(request, "console/undertaking.html", _before(staff))


def _before(staff: Staff) -> dict[str, Any]:
    """What is done and what is to do before the rooms open."""
    return {
        "text": current().paragraphs(),
        "staff": staff,
        "anew": staff.undertaken_at is not None and not staff.is_bound,
        "signature": Signature.objects.filter(staff=staff).order_by("-pk").first(),
        "second_url": reverse("mfa_index"),
    }


@allow(*UNDERTAKING)
@keeps("D6")
def certificate(request: HttpRequest, id: int) -> HttpResponse:
    """What was signed, when, in its own words: for who signed, and for who manages staff. To others there is none."""
    found = Signature.objects.filter(pk=id).select_related("staff__user", "text").first()
    mine = found is not None and found.staff_id == request.staff.pk  # type: ignore[attr-defined]
    if found is None or not (mine or request.access.rights.may("staff.people")):  # type: ignore[attr-defined]
        raise Http404
    context = {"one": found, "text": in_language(found.text.bodies), "controller": controller(), "mine": mine}
    return page(request, "console/certificate.html", context)
