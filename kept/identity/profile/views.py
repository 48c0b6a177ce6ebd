"""The profile page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.identity.mine import instances_of
from kept.identity.names import corrected
from kept.identity.profile.forms import ProfileForm
from kept.policy.doors import SIGNED_IN, allow
from kept.web.pages import done, page


@allow(SIGNED_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """See and change what is kept of me."""
    user: Any = request.user
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        corrected(user, form.changed_data)
        translation.activate(user.language)
        return done(request, "/profile/", _("Kept."))
    context = {"form": form, "mine": instances_of(user.pk)}
    return page(request, "identity/you.html", context, status=422 if form.errors else 200)


@allow(SIGNED_IN)
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark; nothing chosen means as the system has it."""
    user: Any = request.user
    chosen = request.POST.get("theme", "")
    user.theme = chosen if chosen in ("light", "dark") else "auto"
    user.save(update_fields=["theme"])
    return HttpResponse(status=204)
