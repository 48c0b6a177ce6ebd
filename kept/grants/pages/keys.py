"""My API keys in this instance: a new one is shown once, an old one can be revoked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.grants.pages.forms import NameForm
from kept.identity.again import again
from kept.identity.keys import ApiKey
from kept.policy.doors import MEMBER, allow
from kept.web.pages import done, page


@allow(MEMBER)
@again()
def keys(request: HttpRequest) -> HttpResponse:
    """My keys, and a new one."""
    form, secret = NameForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _key, secret = ApiKey.issue(request.member, form.cleaned_data["name"])  # type: ignore[attr-defined]
        form = NameForm()
    mine = ApiKey.objects.filter(membership=request.member, revoked_at=None)  # type: ignore[attr-defined]
    context = {"keys": mine.order_by("-created_at"), "form": form, "secret": secret, "home": request.path}
    return page(request, "grants/keys.html", context, status=422 if form.errors else 200)


@allow(MEMBER)
@require_POST
@again()
def revoke(request: HttpRequest, id: int) -> HttpResponse:
    """End a key of mine: what uses it is refused from now on."""
    mine = ApiKey.objects.filter(membership=request.member, revoked_at=None, pk=id)  # type: ignore[attr-defined]
    if not mine.update(revoked_at=timezone.now()):
        raise Http404
    return done(request, f"{request.instance.url}profile/keys/", _("The key is revoked."))  # type: ignore[attr-defined]
