"""A letter to be printed, for whom no e-mail is known or who wants paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from kept.privacy.requests.desk.doors import Desk, one_or_404
from kept.privacy.requests.letters import SUBJECTS, written
from kept.privacy.requests.links import code_of, secret_of
from kept.privacy.requests.party import party_here
from kept.privacy.requests.step import Step
from kept.web.pages import page

HIDDEN = "…"


def letter(request: HttpRequest, desk: Desk, id: int, step: int) -> HttpResponse:
    """The letter of a step, on a page that prints well."""
    one = one_or_404(id)
    row = Step.objects.filter(pk=step, request_id=one.pk).first()
    if row is None or row.act not in SUBJECTS:
        raise Http404
    subject, text = written(one, row.act, row)
    if one.email:  # the link is the person's; on paper alone it must be printed
        text = text.replace(secret_of(one), HIDDEN).replace(code_of(one), HIDDEN)
    context = {"one": one, "desk": desk, "subject": subject, "text": text, "party": party_here(), "here": desk.at(one)}
    return page(request, "requests/desk/letter.html", context)
