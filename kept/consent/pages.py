"""Choices: the page behind the link in a mail. It opens without an account and works without script (R1, R7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kept.consent import gpc, standing, texts
from kept.consent.ledger import ALL, at_the_ledger, choices
from kept.consent.links import BadLink, choices_url, someone_of
from kept.consent.people import Someone
from kept.consent.purposes import Aim, aim_of
from kept.consent.receipts import receipt
from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.web.pages import page


@allow(PUBLIC)
@keeps("R7", "R1")
def choices_page(request: HttpRequest, token: str) -> HttpResponse:
    """Each purpose with where the person stands; one click stops it or lets it go on."""
    someone = known(token)
    party = party_of(someone)
    if request.method == "POST":
        code = chosen(request, someone, channel="link")
        return HttpResponseRedirect(f"{request.path}?done={code}#{code}")
    context = {
        "party": party or controller().name,
        "is_instance": bool(party),
        "places": standing.places(someone),
        "done": request.GET.get("done", ""),
        "base": f"/choices/{token}/",
        "signal": gpc.says_no(request),
    }
    return page(request, "consent/choices.html", context)


def chosen(request: HttpRequest, someone: Someone, *, channel: str) -> str:
    """Do what the button says. Returns the purpose. Raises Http404 for what no button of ours says."""
    act, _sep, code = request.POST.get("act", "").partition(":")
    try:
        standing.do(someone, code, act, form="choices", channel=channel)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    return code


@csrf_exempt  # a mail program posts it, and has no cookie; the seal of the link is the proof
@allow(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@keeps("R7")
def stop_at_once(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    """Stop the mails of one purpose (RFC 8058). To look changes nothing: programs look at links before people do."""
    someone = known(token)
    party_of(someone)
    if request.method != "POST":
        return HttpResponseRedirect(f"/choices/{token}/#{purpose}")
    try:
        standing.do(someone, purpose, standing.STOP, form="list-unsubscribe", channel="one-click")
    except (LookupError, ValueError) as error:
        raise Http404 from error
    return HttpResponse(_("It is stopped."), content_type="text/plain; charset=utf-8")


@allow(PUBLIC)
def receipt_page(request: HttpRequest, token: str, record: UUID) -> HttpResponse:
    """A choice with all that proves it, to read."""
    someone = known(token)
    party = party_of(someone)
    line, aim, words = proof(someone, record)
    context = {
        "line": line,
        "aim": aim,
        "words": words,
        "party": party or controller().name,
        "base": f"/choices/{token}/",
    }
    return page(request, "consent/receipt.html", context)


@allow(PUBLIC)
def receipt_data(request: HttpRequest, token: str, record: UUID) -> HttpResponse:
    """The same for machines."""
    someone = known(token)
    party = party_of(someone)
    line, aim, words = proof(someone, record)
    answer = JsonResponse(
        receipt(line, aim, words, choices_url(someone), party), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Type"] = "application/ld+json; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="choice-{record}.jsonld"'
    return answer


def proof(someone: Someone, record: UUID) -> tuple[Any, Aim, str]:
    """A line of the person's own, its purpose, and the words that were shown. Raises Http404."""
    with at_the_ledger(someone.instance_id):
        line = choices(someone.instance_id).filter(record_id=record, who__in=someone.names()).first()
        if line is None or line.purpose == ALL:
            raise Http404
        try:
            aim = aim_of(line.purpose, someone.instance_id)
        except LookupError as error:
            raise Http404 from error
        return line, aim, texts.words_of(line.text, someone.instance_id)


def known(token: str) -> Someone:
    """Whose link this is. Raises Http404."""
    try:
        return someone_of(token)
    except BadLink as error:
        raise Http404 from error


def party_of(someone: Someone) -> str:
    """The organisation whose data they are, "" for the operator's own. Raises Http404 for one that ended."""
    if not someone.instance_id:
        return ""
    instance = Instance.objects.filter(pk=someone.instance_id, ended_at=None).first()
    if instance is None:
        raise Http404
    return instance.name
