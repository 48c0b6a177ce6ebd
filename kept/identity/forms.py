"""The forms of signing in, in our words. What they do is the sign-in package's; what they say is ours."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kept.identity import forgotten
from kept.identity.passwords import password_help

PASSWORD_HELP: Any = lazy(password_help, str)()


class Plain:
    """Labels stand above fields, never in them, and nothing is asked twice."""

    words: dict[str, tuple[Any, Any]] = {}  # field: label, help

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields.pop("password2", None)
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["maxlength"] = "256"


class SignIn(Plain, account.LoginForm):
    """E-mail and password."""

    words = {"login": (_("E-mail"), ""), "password": (_("Password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class Forgotten(Plain, account.ResetPasswordForm):
    """Where to send the link."""

    words = {"email": (_("E-mail"), _("We send a link to it. The link works for three days, once."))}

    def clean_email(self) -> str:
        """The address. Whose it is nobody asks yet."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: Any, **kwargs: Any) -> str:
        """Have the letter written."""
        email = str(self.cleaned_data["email"])
        forgotten.write(request, email)
        return email


class NewPassword(Plain, account.ResetPasswordKeyForm):
    """A new password, by the link."""

    words = {"password1": (_("New password"), PASSWORD_HELP)}


class ChangePassword(Plain, account.ChangePasswordForm):
    """A new password, knowing the old one."""

    words = {"oldpassword": (_("Your password now"), ""), "password1": (_("New password"), PASSWORD_HELP)}


class NewEmail(Plain, account.AddEmailForm):
    """Another address."""

    words = {"email": (_("New e-mail"), _("We send one mail to it. The old one stays your login until you confirm."))}


class Again(Plain, account.ReauthenticateForm):
    """The password once more."""

    words = {"password": (_("Password"), "")}


CODE = (_("Code"), _("Six figures from your authenticator app, or one of your recovery codes."))


class SecondStep(Plain, mfa.AuthenticateForm):
    """The code after the password."""

    words = {"code": CODE}


class SecondStepAgain(Plain, mfa.ReauthenticateForm):
    """The code, once more."""

    words = {"code": CODE}


class StartApp(Plain, totp.ActivateTOTPForm):
    """The first code proves that the app has the secret."""

    words = {"code": (_("Code"), _("The six figures that your app shows now."))}


class AddPasskey(Plain, webauthn.AddWebAuthnForm):
    """A name for the passkey."""

    words = {
        "name": (_("Name"), _("So that you know it again, such as “Phone” or “Blue key”.")),
        "passwordless": (_("Sign in with it alone, without a password"), ""),
    }
