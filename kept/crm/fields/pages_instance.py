"""Settings: what the instance is called and where it is at home."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.crm.fields.tabs import address, tabs
from kept.crm.nouns.countries import countries
from kept.identity.again import ANY_TIME, fresh
from kept.identity.preferences import zones
from kept.policy.doors import allow
from kept.tenancy.models import Instance
from kept.web.pages import done, page


def places() -> list[tuple[str, str]]:
    """Countries by their names in the reader's language."""
    return countries((get_language() or "en").split("-")[0])


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

    second_step = forms.BooleanField(
        label=_("Everybody signs in by a second step"),
        required=False,
        help_text=_("An authenticator app or a passkey. Who has none is asked to set one up before coming in."),
    )

    class Meta:
        model = Instance
        fields = ("name", "language", "country", "currency", "time_zone")
        labels = {"name": _("Name of the instance")}

    def __init__(self, request: HttpRequest, **options: Any) -> None:
        super().__init__(request.POST or None, **options)
        self.request = request
        self.fields["second_step"].initial = self.instance.asks_second_step

    def clean_second_step(self) -> bool:
        """Nobody locks themselves out, nor asks of others what they do not do."""
        wanted = bool(self.cleaned_data["second_step"])
        if wanted and not self.instance.asks_second_step and not fresh(self.request, ANY_TIME, second=True):
            raise forms.ValidationError(_("Sign in by a second step yourself first, then ask it of everybody."))
        return wanted

    def save(self, commit: bool = True) -> Any:
        """Keep it among the settings."""
        self.instance.settings = {**self.instance.settings, "second_step": self.cleaned_data["second_step"]}
        return super().save(commit)


@allow("instance.manage")
def instance(request: HttpRequest) -> HttpResponse:
    """Show and change the instance's own facts."""
    own: Instance = request.instance  # type: ignore[attr-defined]
    form = InstanceForm(request, instance=Instance.objects.get(pk=own.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, address(request, "instance"), _("Settings kept."))
    return page(request, "fields/instance.html", {"form": form, "tabs": tabs(request, "instance")})
