"""The desk's side of telling recipients: who waits, what they read, told by hand, and others who received it."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.policy.keeps import keeps
from kept.privacy.requests import telling
from kept.privacy.requests.desk.doors import Desk, one_or_404
from kept.privacy.requests.evidence import without_contact
from kept.privacy.requests.told_on import State, ToldOn
from kept.web.pages import done, page
from kept.web.refused import Refused

LISTED = 100
OPEN = (State.WAITING, State.BY_HAND)


class HowForm(forms.Form):
    """How they were told."""

    how = forms.CharField(
        label=gettext_lazy("How were they told?"),
        help_text=gettext_lazy("Such as by telephone, by letter, in their own system."),
        max_length=200,
    )


class RecipientForm(forms.Form):
    """One more who received it."""

    name = forms.CharField(label=gettext_lazy("Who received it"), max_length=200)
    contact = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("We write there. Without one you tell them yourself."),
        max_length=254,
        required=False,
    )


@keeps("R3")
def waiting(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who still has to hear something, and who heard lately."""
    rows = list(ToldOn.objects.filter(state__in=OPEN).order_by("at")[:LISTED])
    lately = list(ToldOn.objects.filter(state=State.TOLD).order_by("-told_at")[:20])
    without = [] if desk.instance else without_contact()
    return page(request, "requests/desk/told.html", {"rows": rows, "lately": lately, "desk": desk, "without": without})


@keeps("R3")
def by_hand(request: HttpRequest, desk: Desk, told: int) -> HttpResponse:
    """I have told them, and how."""
    row = _row(told)
    back = _back(desk, row)
    if not row.is_open:
        raise Refused(_("They have been told already."), promise="R3")
    form = HowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        telling.by_hand(row, form.cleaned_data["how"], by=desk.user_id)
        return done(request, back, _("Written down: they know."))
    context = {
        "form": form, "row": row, "title": _("They have been told"), "action": request.path, "back_url": back,
        "desk": desk,
    }  # fmt: skip
    return page(request, "requests/desk/told_act.html", context, status=422 if form.errors else 200)


@keeps("R3")
def file(request: HttpRequest, desk: Desk, told: int) -> HttpResponse:
    """What they read, as a file to hand over by contract."""
    row = _row(told)
    if not row.is_open:
        raise Http404
    answer = HttpResponse(row.text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="told-on-{row.letter[:8]}.txt"'
    return answer


@keeps("R3")
def add(request: HttpRequest, desk: Desk, id: int) -> HttpResponse:
    """Somebody outside our log received it: they are told too."""
    one = one_or_404(id)
    if one.right not in telling.WHAT or not one.identified_by:
        raise Http404
    form = RecipientForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        telling.add(one, form.cleaned_data["name"], form.cleaned_data["contact"])
        return done(request, desk.at(one), _("Kept."))
    context = {
        "form": form, "title": _("Somebody else received it"), "action": request.path, "back_url": desk.at(one),
        "desk": desk,
    }  # fmt: skip
    return page(request, "requests/desk/told_act.html", context, status=422 if form.errors else 200)


def _row(told: int) -> ToldOn:
    row: ToldOn | None = ToldOn.objects.filter(pk=told).select_related("request").first()
    if row is None:
        raise Http404
    return row


def _back(desk: Desk, row: ToldOn) -> str:
    return desk.at(row.request) if row.request is not None else f"{desk.home}told/"
