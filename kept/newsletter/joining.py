"""Joining and leaving: asked by a form, confirmed from the mailbox, left with one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from kept.identity.models import User
from kept.newsletter import consenting
from kept.newsletter.links import sealed, unsealed
from kept.newsletter.models import Subscriber
from kept.outside import mail
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.addresses import absolute
from kept.web.templatetags.kept import brand

CONFIRM, LEAVE, OBJECT = "confirm", "leave", "object"
IN_TIME = timedelta(days=2)


@keeps("C3")
def ask(email: str, *, language: str) -> None:
    """Send the mail that asks to confirm, or to a reader the mail that says they are one. Nothing else is kept:
    whoever does not confirm was never here."""
    reader = Subscriber.objects.filter(email=email, withdrawn_at=None, stopped_at=None).first()
    words: dict[str, Any] = {"brand": brand(), "days": IN_TIME.days, "question": consenting.question()}
    if reader is None:
        words["link"] = absolute(f"/newsletter/yes/{sealed(CONFIRM, email=email, language=language)}/")
    else:
        words["leave"] = absolute(leave_path(reader))
    mail.send(
        purpose="C3",  # to prove a yes, not to send anything that needs one
        recipient=mail.EMAIL,
        to=email,
        subject=_("Do you want our newsletter?") if reader is None else _("You read our newsletter already"),
        text=render_to_string("newsletter/mail/asked.txt", words),
    )


@keeps("R7")
def asked(token: str) -> dict[str, Any] | None:
    """What was asked with the link in that mail, while it is in time, and unless the person has said no since."""
    known = unsealed(CONFIRM, token, seconds=IN_TIME.total_seconds())
    if known is None or consenting.said_no_since(known["email"], datetime.fromtimestamp(known["at"], UTC)):
        return None
    return known


@keeps("C3", "L4")
def confirm(known: dict[str, Any], *, counting: bool = False) -> Subscriber:
    """Take in a reader who said yes twice, and perhaps lets readings be counted. Saying it again changes nothing."""
    email, now = known["email"], clock.now()
    asked_at = datetime.fromtimestamp(known["at"], UTC)
    try:
        with transaction.atomic():
            reader, new = Subscriber.objects.get_or_create(
                email=email, defaults={"language": known["language"], "joined_at": now, "last_mail_at": asked_at}
            )
    except IntegrityError:  # two clicks at once
        reader, new = Subscriber.objects.get(email=email), False
    if not new:
        reader.withdrawn_at, reader.stopped_at, reader.bounces = None, None, 0
        reader.save(update_fields=["withdrawn_at", "stopped_at", "bounces"])
    with override(known["language"]):
        consenting.gave(email, language=known["language"])
        if counting:
            consenting.let_count(email, language=known["language"])
    taken: Subscriber = reader
    return taken


@keeps("L4", "R7")
def leave(reader: Subscriber, *, by: int | None = None) -> None:
    """Take the yes back: no more mail from now on, and the address is gone at once."""
    consenting.withdrew(reader.email, by=by)
    Subscriber.objects.filter(pk=reader.pk).delete()  # also where the ledger had it already


def leave_path(reader: Subscriber) -> str:
    """The link by which a reader leaves; it works as long as they read."""
    return f"/newsletter/leave/{sealed(LEAVE, reader=reader.pk)}/"


def leaving(token: str) -> Subscriber | None:
    """The reader of a link to leave; None when the link is not ours, or they are gone already."""
    known = unsealed(LEAVE, token)
    return Subscriber.objects.filter(pk=known["reader"]).first() if known and "reader" in known else None


@keeps("L3", "R1")
def object_to_offers(user: User) -> None:
    """A customer wants no more offers."""
    consenting.objected(user)


def objecting(token: str) -> User | None:
    """The customer of a link to object; None when it is not ours."""
    known = unsealed(OBJECT, token)
    return User.objects.filter(pk=known["user"]).first() if known and "user" in known else None


def object_path(user: User) -> str:
    """The link by which a customer objects to offers."""
    return f"/newsletter/object/{sealed(OBJECT, user=user.pk)}/"
