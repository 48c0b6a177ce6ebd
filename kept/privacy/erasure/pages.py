"""The pages of erasures, for a customer's responsible person and, as far as lists go, for the operator's officer."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.policy.controller import controller
from kept.policy.doors import allow
from kept.privacy.erasure import printing, restricting, shelf, wording
from kept.privacy.erasure.models import Certificate, Package, Restriction
from kept.web.pages import done, page

MOST = 200


def at(mark: str, view: Any) -> Any:
    """The same page behind a door of its own mark."""

    @allow(mark)
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return opened


def here(request: HttpRequest) -> int:
    """The instance at whose door we are; 0 at the operator's."""
    return int(request.access.instance_id)  # type: ignore[attr-defined]


def to(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of a page of this room, on the side of the house where we are."""
    instance = getattr(request, "instance", None)
    if instance is None:
        return reverse(f"erasure_operator:{name}", kwargs=kwargs)
    return reverse(f"erasure_instance:{name}", kwargs={"instance": instance.slug, **kwargs})


def overview(request: HttpRequest) -> HttpResponse:
    """Erasures, locked records and copies that wait."""
    place = here(request)
    certificates = Certificate.objects.filter(instance_id=place).order_by("-asked_at", "-pk")[:MOST]
    packages = Package.objects.filter(instance_id=place, expires_at__gt=timezone.now()).order_by("-made_at")[:MOST]
    context = {
        "certificates": [
            (row, wording.gone(row), to(request, "certificate", number=row.number)) for row in certificates
        ],
        "restrictions": wording.restricted(
            Restriction.objects.filter(instance_id=place).order_by("-since")[:MOST], request
        ),
        "packages": [(row, to(request, "package", number=row.number)) for row in packages],
        "find_url": to(request, "find") if place else "",
        "take_url": _take_url(request),
        "instance_side": bool(place),
    }
    return page(request, "erasure/overview.html", context)


def _take_url(request: HttpRequest) -> str:
    """Where a hand-over is taken in, in an instance that has contacts to take it into."""
    instance = getattr(request, "instance", None)
    try:
        return reverse("instance_privacy:handover", kwargs={"instance": instance.slug}) if instance else ""
    except NoReverseMatch:
        return ""


def _certificate(request: HttpRequest, number: Any) -> Certificate:
    row = Certificate.objects.filter(instance_id=here(request), number=number).first()
    if row is None:
        raise Http404
    return row


def certificate(request: HttpRequest, number: Any) -> HttpResponse:
    """What is gone, what a law keeps until when, and until which day backups hold it."""
    row = _certificate(request, number)
    told = wording.told(row)
    kind = request.GET.get("as")
    if kind == "json":
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    context = {
        "one": row, "told": told, "controller": controller(), "list_url": to(request, "list"),
        "own_url": to(request, "certificate", number=row.number), "instance_side": bool(here(request)),
    }  # fmt: skip
    if kind == "pdf":
        return _printed(context, row)
    return page(request, "erasure/certificate.html", context)


def _printed(context: dict[str, Any], row: Certificate) -> HttpResponse:
    from django.template.loader import render_to_string
    from django.utils.safestring import mark_safe

    from kept.privacy.erasure.readable import STYLE

    style = mark_safe(STYLE.read_text())  # noqa: S308  our own file
    made = printing.pdf(render_to_string("erasure/certificate_print.html", {**context, "style": style}))
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{row.number}.pdf"'
    return response


def lift(request: HttpRequest, id: int) -> HttpResponse:
    """Lift the lock of a record and of all that is its person's."""
    row = Restriction.objects.filter(instance_id=here(request), pk=id).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        from kept.privacy.erasure.finding import subject_of

        restricting.restrict(subject_of(instance_id=row.instance_id, keys={row.label: [row.key]}), locked=False)
        return done(request, to(request, "list"), _("The lock is lifted: it may be used again."))
    context = {
        "title": _("Lift the lock?"), "says": _("Lists, exports and mails may have this person again."),
        "form": "", "action": request.path, "back_url": to(request, "list"), "verb": _("Lift the lock"),
    }  # fmt: skip
    return page(request, "erasure/ask.html", context)


def _package(request: HttpRequest, number: Any) -> Package:
    row = Package.objects.filter(instance_id=here(request), number=number, expires_at__gt=timezone.now()).first()
    if row is None or not shelf.place(row).exists():
        raise Http404
    return row


def package(request: HttpRequest, number: Any) -> HttpResponse:
    """A copy that waits: what is in it, its password once, the file."""
    row = _package(request, number)
    password = shelf.password_once(row) if request.method == "POST" else ""
    context = {
        "one": row, "password": password, "files": sorted(row.manifest.get("files", {}).items()),
        "list_url": to(request, "list"), "file_url": to(request, "fetch", number=row.number),
        "instance_side": bool(here(request)), "days": shelf.DAYS,
    }  # fmt: skip
    return page(request, "erasure/package.html", context)


def fetch(request: HttpRequest, number: Any) -> Any:
    """The file."""
    row = _package(request, number)
    Package.objects.filter(instance_id=row.instance_id, pk=row.pk).update(fetched_at=timezone.now())
    content = shelf.place(row).open("rb")
    return FileResponse(content, as_attachment=True, filename=f"copy-{row.number}.zip", content_type="application/zip")
