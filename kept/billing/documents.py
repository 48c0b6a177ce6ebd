"""The operator's page of accounting documents: all of them with the day until which the law keeps each, and a new one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kept.billing.models import AccountingDocument, year_of
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.doors import allow
from kept.privacy.retention.clocks import Clock
from kept.web.pages import done, page

SHOWN = 200
CURRENCY = re.compile(r"[A-Z]{3}")


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an accounting document must say, and who is named in it."""

    class Meta:
        model = AccountingDocument
        fields = [
            "number", "kind", "issued_on", "year_ends_on", "organisation", "first_name", "last_name", "email", "text",
            "amount", "currency",
        ]  # fmt: skip
        widgets = {
            "issued_on": forms.DateInput(attrs={"type": "date"}),
            "year_ends_on": forms.DateInput(attrs={"type": "date"}),
        }

    def __init__(self, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.fields["year_ends_on"].required = False
        self.fields["year_ends_on"].help_text = gettext_lazy("Empty: the end of the calendar year.")

    def clean_currency(self) -> str:
        """Three letters."""
        currency = str(self.cleaned_data["currency"]).upper()
        if not CURRENCY.fullmatch(currency):
            raise forms.ValidationError(_("Enter three letters, such as CZK."))
        return currency

    def clean(self) -> dict[str, Any]:
        """The year ends on the day of issue or later, within the longest year that a law knows."""
        found: dict[str, Any] = super().clean() or {}
        issued = found.get("issued_on")
        if issued is None:
            return found
        if issued > clock.today():
            self.add_error("issued_on", _("This day is still to come."))
        ends = found["year_ends_on"] = found.get("year_ends_on") or year_of(issued)
        if not 0 <= (ends - issued).days <= 18 * 31:
            self.add_error("year_ends_on", _("The accounting year ends on the day of issue or in the months after it."))
        return found


@allow("staff.billing")
def documents(request: HttpRequest) -> HttpResponse:
    """The newest documents, each with its last day."""
    [term] = Clock(AccountingDocument).terms
    rows = [(row, term.last_day(row.year_ends_on)) for row in AccountingDocument.objects.all()[:SHOWN]]
    context = {"rows": rows, "law": controller().accounting.law.in_(get_language() or "en")}
    return page(request, "billing/documents.html", context)


@allow("staff.billing")
def new_document(request: HttpRequest) -> HttpResponse:
    """Enter a document that was issued."""
    form = DocumentForm(request.POST if request.method == "POST" else None)
    back = reverse("billing_operator:documents")
    if form.is_bound and form.is_valid():
        document = form.save(commit=False)
        document.issued_by_id = request.user.pk
        document.save()
        return done(request, back, _("Document %(number)s entered.") % {"number": document.number})
    context = {"title": _("A document"), "form": form, "action": request.path, "back_url": back, "verb": _("Enter")}
    return page(request, "retention/ask.html", context)
