"""Settings: what the instance is called and where it is at home."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.crm.fields.tabs import address, tabs
from kept.crm.nouns.countries import countries
from kept.policy.doors import allow
from kept.tenancy.models import Instance
from kept.web.pages import done, page


def places() -> list[tuple[str, str]]:
    """Countries by their names in the reader's language."""
    return countries((get_language() or "en").split("-")[0])


def zones() -> list[tuple[str, str]]:
    """Time zones by their names."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class InstanceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name that colleagues see, and what new records and people begin with."""

    language = forms.ChoiceField(label=_("Language"), choices=configured.LANGUAGES)
    country = forms.ChoiceField(label=_("Country"), choices=places)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Z]{3}$",
        help_text=_("Three letters, such as CZK."),
        error_messages={"invalid": _("Enter three letters, such as CZK.")},
    )

    class Meta:
        model = Instance
        fields = ("name", "language", "country", "currency", "time_zone")
        labels = {"name": _("Name of the instance")}


@allow("instance.manage")
def instance(request: HttpRequest) -> HttpResponse:
    """Show and change the instance's own facts."""
    own: Instance = request.instance  # type: ignore[attr-defined]
    form = InstanceForm(request.POST or None, instance=Instance.objects.get(pk=own.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, address(request, "instance"), _("Settings kept."))
    return page(request, "fields/instance.html", {"form": form, "tabs": tabs(request, "instance")})
