"""The office of an instance: who answers, and whether its portal is open."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.policy.keeps import keeps
from kept.privacy.requests.desk.doors import Desk
from kept.privacy.requests.office import Office
from kept.web.pages import done, page


class OfficeForm(forms.Form):
    """What people who turn to the customer read."""

    name = forms.CharField(
        label=gettext_lazy("Responsible person or office"), max_length=160, required=False,
        help_text=gettext_lazy("Its name stands on the page and under each letter."),
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("E-mail to turn to"), max_length=254)
    words = forms.CharField(
        label=gettext_lazy("What people should read first"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    is_open = forms.BooleanField(
        label=gettext_lazy("The page for requests is open to everybody"), required=False,
        help_text=gettext_lazy("Without it, requests come to you by mail, phone or letter and are entered by hand."),
    )  # fmt: skip


@keeps("R8")
def office(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show and change it."""
    known = Office.objects.first()
    initial = {name: getattr(known, name) for name in OfficeForm.base_fields} if known else None
    form = OfficeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = known or Office.fresh()
        for name, value in form.cleaned_data.items():
            setattr(row, name, value)
        row.save()
        return done(request, f"{desk.home}office/", _("Kept."))
    portal = f"/your-data/{desk.instance.slug}/"
    context = {"form": form, "desk": desk, "portal": portal, "is_open": bool(known and known.is_open)}
    return page(request, "requests/desk/office.html", context, status=422 if form.errors else 200)
