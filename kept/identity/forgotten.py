"""A forgotten password: the letter with the link, or the one that says there is no login. Nobody learns which it was.

Both are written whoever asks, and the one that goes is put aside: the mail server hears of it after the answer.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import get_signup_url
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.utils import translation

from kept.identity.user import User, normal_email
from kept.outside import mail
from kept.policy.keeps import keeps

LINK, NO_LOGIN = "account/email/password_reset_key", "account/email/unknown_account"


class Keys(PasswordResetTokenGenerator):
    """Keys of links. Password, address and last sign-in of the person are in them, so that they fit once: no question
    to the database, which would take its time for people alone."""

    key_salt = "kept.identity.forgotten"


@keeps("D9")
def write(request: HttpRequest, email: str) -> None:
    """Write both letters, and put that aside which is true."""
    user = User.objects.filter(email=normal_email(email), is_active=True).first()
    link = _written(LINK, email, _link_of(user or _nobody(email)))
    none = _written(NO_LOGIN, email, {"signup_url": get_signup_url(request)})
    subject, text = link if user else none
    mail.send(purpose="L1", recipient=mail.EMAIL, to=email, subject=subject, text=text, at_once=False)


def _link_of(user: User) -> dict[str, Any]:
    key = f"{user_pk_to_url_str(user)}-{Keys().make_token(user)}"
    return {"user": user, "password_reset_url": get_adapter().get_reset_password_from_key_url(key)}


def _nobody(email: str) -> User:
    """Somebody to write a letter for that is thrown away. They read in the language in which they ask."""
    return User(pk=0, email=email, password="!", language=translation.get_language() or "en")  # noqa: S106  # fits nothing


def _written(letter: str, email: str, context: dict[str, Any]) -> tuple[str, str]:
    subject, text = get_adapter().written(letter, email, context)
    return str(subject), str(text)
