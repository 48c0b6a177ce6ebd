"""The desk's side of a hand-over: an officer writes down which organisation got the copy (R5)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.privacy.requests import handing
from kept.privacy.requests.desk.doors import Desk, one_or_404
from kept.privacy.requests.desk.telling import RecipientForm
from kept.privacy.requests.doing import officer
from kept.web.pages import done, page


@keeps("R5")
def hand(request: HttpRequest, desk: Desk, id: int) -> HttpResponse:
    """To whom it went, and where they hear of a change."""
    one = one_or_404(id)
    if not handing.may_hand(one):
        raise Http404
    form = RecipientForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        handing.hand(one, given["name"], given["contact"], by=officer(desk.user_id))
        return done(request, desk.at(one), _("Kept. They hear of a later correction or erasure."))
    context = {
        "form": form, "title": _("It was handed on"), "action": request.path, "back_url": desk.at(one), "desk": desk,
    }  # fmt: skip
    return page(request, "requests/desk/told_act.html", context, status=422 if form.errors else 200)
