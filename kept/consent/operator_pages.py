"""Choices as the operator's privacy officer sees them: numbers, one person's standing by their address, and the proof."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.consent import standing, suppression, texts
from kept.consent.counts import SHOWN, tallies
from kept.consent.ledger import ALL
from kept.consent.models import Choice
from kept.consent.people import Someone
from kept.consent.purposes import aim_of
from kept.consent.stopped import stopped_so_far
from kept.consent.words import STATES
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import page

LATEST = 50


class WhoForm(forms.Form):
    """By which address somebody is known. It is sent in the body, so no address stands in a log of addresses."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter an e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address, such as name@example.com."),
        },
    )  # fmt: skip


@allow("staff.consents")
def home(request: HttpRequest) -> HttpResponse:
    """Numbers by purpose, the latest lines, and where one person is looked up."""
    context = {
        "form": WhoForm(),
        "tallies": tallies(None),
        "heads": [STATES[state] for state in SHOWN],
        "story": Choice.objects.order_by("-pk")[:LATEST],
        "stopped": stopped_so_far(),
    }
    return page(request, "consent/operator.html", context)


@allow("staff.consents")
@keeps("R7", "R1")
def person(request: HttpRequest) -> HttpResponse:
    """One person by their address: where they stand, what they chose, and a no that they said to staff."""
    form = WhoForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return page(request, "consent/operator_person.html", {"form": form}, status=422 if form.errors else 200)
    someone = Someone(email=form.cleaned_data["email"])
    said = _write_down(request, someone)
    context = {
        "form": form,
        "email": someone.email,
        "said": said,
        "places": standing.places(someone, of_them=True),
        "story": standing.story_of(someone),
        "alone": suppression.suppressed(someone.email),
    }
    return page(request, "consent/operator_person.html", context)


def _write_down(request: HttpRequest, someone: Someone) -> str:
    """What staff may write down for a person is a no; a yes is the person's own."""
    act, _sep, code = request.POST.get("act", "").partition(":")
    by = request.access.user_id  # type: ignore[attr-defined]
    if act == "alone":
        suppression.suppress(someone.email, because="asked")
        return _("The address is left alone from now on.")
    if act == standing.STOP:
        try:
            standing.do(someone, code, act, form="operator", channel="staff", by=by)
        except (LookupError, ValueError) as error:
            raise Http404 from error
        return _("Written down. It stopped at once.")
    return ""


@allow("staff.consents")
def proof(request: HttpRequest, record: UUID) -> HttpResponse:
    """One choice with all that proves it."""
    line = Choice.objects.filter(record_id=record).first()
    if line is None:
        raise Http404
    try:
        title = _("everything") if line.purpose == ALL else aim_of(line.purpose, None).title
    except LookupError:
        title = line.purpose
    return page(request, "consent/proof.html", {"line": line, "title": title, "words": texts.words_of(line.text)})
