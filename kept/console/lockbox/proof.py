"""The certificate as a page, as data and as a PDF, the same for both sides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kept.console.lockbox import agreement
from kept.console.lockbox.operations import Case
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.privacy.erasure import printing
from kept.privacy.erasure.readable import STYLE
from kept.web.pages import page


@keeps("D8")
def shown(request: HttpRequest, case: Case, whose: str, back_url: str, **more: Any) -> HttpResponse:
    """The certificate of a closed operation; Http404 before there is one."""
    found = case.certificate
    if found is None:
        raise Http404
    kind = request.GET.get("as")
    if kind == "json":
        told = {"operation": case.pk, "customer": whose, "facts": found.facts, "digest": found.digest}
        told |= {"agreement": case.agreement.texts, "agreed": case.agreement.digest}
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    facts = found.facts
    context = {
        "case": case, "one": found, "facts": facts, "customer_name": whose, "controller": controller(),
        "opened_at": _at(facts["opened_at"]), "ended_at": _at(facts["ended_at"]), "ended_by": _ended_by(facts["ended_by"]),
        "said": agreement.said(case.agreement), "back_url": back_url, "own_url": request.path, **more,
    }  # fmt: skip
    if kind == "pdf":
        return _printed(context, case.pk)
    return page(request, "lockbox/certificate.html", context)


def _at(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _ended_by(side: str) -> str:
    known = {"customer": _("the customer"), "operator": _("the operator"), "system": _("its time")}
    return known.get(side, side)


def _printed(context: dict[str, Any], number: int) -> HttpResponse:
    style = mark_safe(STYLE.read_text())  # noqa: S308  our own file
    made = printing.pdf(render_to_string("lockbox/certificate_print.html", {**context, "style": style}))
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="lockbox-{number}.pdf"'
    return response
