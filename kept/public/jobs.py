"""Housekeeping of sign-in and sign-up: what has run out is forgotten, and letters that wait are tried again."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

from kept.identity.attempts import forget_old
from kept.identity.models import User
from kept.identity.sessions import Session, SessionStore
from kept.outside import mail
from kept.outside.letterbox import SHOWN, WAITING
from kept.policy.keeps import keeps
from kept.public.models import SignUp
from kept.tenancy.opening import system

UNCONFIRMED = timedelta(days=7)


@app.periodic(cron="* * * * * */15")
@app.task(name="mail.post", queueing_lock="mail.post", queue="kept")
def post(timestamp: int) -> None:
    """Try the letters that wait for the mail server."""
    mail.post_waiting()


@app.periodic(cron="41 * * * *")
@app.task(name="sign_in.tidy", queueing_lock="sign_in.tidy", queue="kept")
def tidy(timestamp: int) -> None:
    """Forget, once an hour, the sessions and tries that have run out, old letters, and who never confirmed."""
    for box in (SHOWN, WAITING):
        box.age_out()
    with system("housekeeping", purpose="D9"):
        SessionStore.clear_expired()
        forget_old(most=10_000)
        forget_unconfirmed()


@keeps("C1")
def forget_unconfirmed() -> int:
    """Forget the people who asked for an instance and did not confirm their e-mail in time. Returns how many.

    Nobody else could have known that they were here, and their address is free again."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    asked = SignUp.objects.filter(user=OuterRef("pk"), founded_at=None, asked_at__lt=timezone.now() - UNCONFIRMED)
    late = User.objects.filter(Exists(asked), ~Exists(confirmed), last_login=None)
    people = list(late.values_list("pk", flat=True))
    for model in (Session, SignUp, EmailAddress):
        model.objects.filter(user_id__in=people).delete()
    # Past Django's search for what hangs on a user: memberships are seen in their own instances only, and the
    # database itself refuses to remove a user who has one.
    User.objects.filter(pk__in=people)._raw_delete("default")
    return len(people)
