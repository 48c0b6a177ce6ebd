"""The certificate of an end: what is gone, that nothing is left, what stays and why; as a page, as data, as a PDF."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kept.policy.controller import controller, in_force
from kept.policy.doors import PUBLIC, allow
from kept.privacy.ending.models import EndCertificate
from kept.privacy.ending.wording import name_of
from kept.privacy.erasure import printing
from kept.privacy.erasure.readable import STYLE
from kept.web.pages import page


@allow(PUBLIC)
def show(request: HttpRequest, number: UUID) -> HttpResponse:
    """The certificate. Who has its number was told it; it names an organisation and no person."""
    one = EndCertificate.objects.filter(number=number).exclude(ended_at=None).first()
    if one is None:
        raise Http404
    context = {"one": one, "told": told(one), "controller": controller(), "own_url": request.path}
    kind = request.GET.get("as")
    if kind == "json":
        return JsonResponse(told(one), json_dumps_params={"ensure_ascii": False, "indent": 1})
    if kind == "pdf":
        return _printed(one, context)
    return page(request, "ending/certificate.html", context)


def told(one: EndCertificate) -> dict[str, Any]:
    """The certificate as data."""
    return {
        "number": str(one.number),
        "controller": controller().name,
        "instance": one.name,
        "asked": one.asked_at.isoformat() if one.asked_at else None,
        "closed": one.closed_at.isoformat() if one.closed_at else None,
        "ended": one.ended_at.isoformat() if one.ended_at else None,
        "rows": sum(one.gone.values()),
        "files": one.files,
        "key_destroyed": one.key_gone,
        "nothing_left": one.complete,
        "left": [{"what": name_of(label), "number": rows} for label, rows in sorted(one.left.items())],
        "backups_until": one.backups_until.isoformat(),
        "gone": sorted(
            ({"what": name_of(label), "number": rows} for label, rows in one.gone.items()),
            key=lambda line: (-line["number"], str(line["what"])),
        ),
        "stays": [_line(*line) for line in one.stays],
    }


def _line(label: str, rows: int, promises: str, until: str) -> dict[str, Any]:
    purposes = {purpose.id: purpose.title for purpose in in_force().purposes}
    why = [str(purposes[one]) for one in promises.split(", ") if one in purposes]
    return {
        "what": str(name_of(label)), "number": rows, "why": "; ".join(why) or _("proof of the log"),
        "promises": promises, "until": date.fromisoformat(until) if until else None,
    }  # fmt: skip


def _printed(one: EndCertificate, context: dict[str, Any]) -> HttpResponse:
    style = mark_safe(STYLE.read_text())  # noqa: S308  our own file
    made = printing.pdf(render_to_string("ending/end_print.html", {**context, "style": style}))
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="end-{one.number}.pdf"'
    return response
