"""Hands: what a person does with a browser, for tests."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from kept.identity.user import User
from kept.tenancy.opening import system
from tests.cast import PASSWORD


def sign_in(client: Client, login: str = "alice@ours.example", password: str = PASSWORD, **more: Any) -> Any:
    """Sign in as a person of the cast."""
    return client.post("/sign-in/", {"login": login, "password": password}, **more)


def second_step(client: Client, seconds_ago: float = 0) -> None:
    """Whoever signed in with this client has an app for codes, and gave one that long ago."""
    with system("tests"):
        user = User.objects.get(pk=client.session["_auth_user_id"])
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(user, generate_totp_secret())
    signed_in_at(client, time.time() - seconds_ago, method="mfa")


def signed_in_at(client: Client, at: float, method: str = "password") -> None:
    """The client's only sign-in was at that moment (seconds of the clock)."""
    with system("tests"):
        session = client.session
        session[RECORDS] = [{"method": method, "at": at}]
        session.save()
