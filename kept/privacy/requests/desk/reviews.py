"""Reading a text that may name others, and deciding what of it is handed over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.requests.desk.doors import Desk, one_or_404
from kept.privacy.requests.review import Decision
from kept.web.pages import done, page

DECIDED = [choice for choice in Decision.choices if choice[0] != Decision.OPEN]


class ReadForm(forms.Form):
    """What becomes of the text."""

    decision = forms.ChoiceField(label=gettext_lazy("What is handed over"), choices=DECIDED, widget=forms.RadioSelect)
    redacted = forms.CharField(
        label=gettext_lazy("The text without others’ data"),
        help_text=gettext_lazy("Bars stand where the program saw a name, an address or a number. Read it yourself."),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        """A text that is handed over redacted must be there."""
        data = super().clean() or self.cleaned_data
        if data.get("decision") == Decision.REDACTED and not data.get("redacted"):
            self.add_error("redacted", _("Write what is handed over, or leave the text out."))
        return data


@keeps("R2")
def review(request: HttpRequest, desk: Desk, id: int, review: int) -> HttpResponse:
    """The text as it stands, and the decision."""
    one = one_or_404(id)
    row = one.reviews.filter(pk=review).first()
    if row is None:
        raise Http404
    decision = Decision.REDACTED if row.decision == Decision.OPEN else row.decision
    initial = {"decision": decision, "redacted": row.redacted}
    form = ReadForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and one.is_open:
        same = one.reviews.filter(text=row.text)  # a text that stands in two places is read once
        same.update(**form.cleaned_data, read_at=clock.now(), read_by_id=desk.user_id)
        following = one.reviews.filter(decision=Decision.OPEN).order_by("pk").first()
        url = f"{desk.at(one)}reviews/{following.pk}/" if following else desk.at(one)
        return done(request, url, _("Read.") if following else _("All texts are read."))
    context = {"one": one, "row": row, "form": form, "desk": desk, "here": desk.at(one)}
    return page(request, "requests/desk/review.html", context, status=422 if form.errors else 200)
