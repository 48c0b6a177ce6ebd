"""Fetching the copy: the file, and the password that opens it. The password is shown once and kept nowhere after."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.erasure import shelf
from kept.privacy.erasure.models import Package
from kept.privacy.requests.party import Party
from kept.privacy.requests.portal.doors import by_link
from kept.privacy.requests.request import DataSubjectRequest
from kept.web.pages import page


def package_of(one: DataSubjectRequest) -> Package | None:
    """The copy that lies ready, if it still does."""
    if one.package_id is None:
        return None
    ready = Package.objects.filter(instance_id=one.instance_id, pk=one.package_id, expires_at__gt=clock.now())
    package = ready.first()
    return package if package is not None and shelf.place(package).exists() else None


def _package_or_404(ref: str, secret: str) -> tuple[DataSubjectRequest, Package]:
    one = by_link(ref, secret)
    package = package_of(one)
    if package is None:
        raise Http404
    return one, package


@keeps("R2", "R5")
@require_POST
def download(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponseBase:
    """The encrypted file."""
    one, package = _package_or_404(ref, secret)
    Package.objects.filter(instance_id=one.instance_id, pk=package.pk).update(fetched_at=clock.now())
    file = shelf.place(package).open("rb")
    return FileResponse(file, as_attachment=True, filename=f"{one.written_ref}.zip", content_type="application/zip")


@keeps("R2", "R5")
@require_POST
def password(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """The password, this once."""
    one, package = _package_or_404(ref, secret)
    context = {"one": one, "party": party, "password": shelf.password_once(package)}
    return page(request, "requests/portal/password.html", context)
