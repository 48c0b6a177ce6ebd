"""Mending what is held, at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.privacy.requests.desk.doors import Desk, one_or_404
from kept.privacy.requests.request import DataSubjectRequest
from kept.web.pages import done, page


class MendForm(forms.Form):
    """A line for each field that is held."""

    def __init__(self, *args: Any, one: DataSubjectRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"line{place}": line for place, line in enumerate(one.correction) if "field" in line}
        for name, line in self.lines.items():
            field = apps.get_model(line["label"])._meta.get_field(line["field"])
            self.fields[name] = forms.CharField(
                label=str(field.verbose_name).capitalize(),
                help_text=str(apps.get_model(line["label"])._meta.verbose_name).capitalize(),
                required=not field.blank,
                max_length=getattr(field, "max_length", None) or 4000,
                initial=line.get("new") or line["value"],
            )

    def mended(self) -> list[dict[str, Any]]:
        """The lines with what is to be written instead."""
        return [line | {"new": self.cleaned_data[name]} for name, line in self.lines.items()]


@keeps("R3")
def correct(request: HttpRequest, desk: Desk, id: int) -> HttpResponse:
    """What is held, to be mended. It is written when the request is answered."""
    one = one_or_404(id)
    if one.right != "R3" or not one.is_open:
        raise Http404
    form = MendForm(request.POST if request.method == "POST" else None, one=one)
    if request.method == "POST" and form.is_valid():
        one.correction = form.mended()
        one.save(update_fields=["correction"])
        return done(request, desk.at(one), _("Written down. It is corrected when you answer."))
    context = {
        "one": one,
        "desk": desk,
        "form": form,
        "here": desk.at(one),
        "records": records(desk, one),
    }
    return page(request, "requests/desk/correct.html", context, status=422 if form.errors else 200)


def records(desk: Desk, one: DataSubjectRequest) -> list[dict[str, Any]]:
    """A customer's own records of the person, each with the page where it is mended."""
    if desk.instance is None:
        return []
    lines = [line for line in one.correction if "field" not in line]
    return [
        {
            "kind": str(apps.get_model(line["label"])._meta.verbose_name).capitalize(),
            "url": f"{desk.instance.url}{line['label'].partition('.')[0]}/{line['pk']}/",
        }
        for line in lines
    ]
