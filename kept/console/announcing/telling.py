"""Telling users by mail, under the purpose of the announcement and never under one of marketing (U3).

Who refused offers is told all the same. Who objected to that purpose, or wants no mail of what is new, is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.consent.people import user_as_someone
from kept.console.announcing.models import Announcement, Kind, NoMail, Telling
from kept.identity.models import User
from kept.newsletter.writing import as_html, as_text
from kept.outside import mail
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.tenancy.opening import system
from kept.web.addresses import absolute

BATCH = 50
MARKETING = ("L3", "L4")


def untold(announcement: Announcement) -> QuerySet[User]:
    """Users who were here when it was published and of whom nothing is written down."""
    told = Telling.objects.filter(announcement=announcement).values("user_id")
    here = User.objects.filter(is_active=True, service_ended_at=None, joined_at__lte=announcement.published_at)
    return here.filter(emailaddress__verified=True).exclude(pk__in=told).distinct().order_by("pk")


def under_way() -> Iterator[Announcement]:
    """What is still to be told."""
    with system("job announcing.tell", purpose="L1"):
        waiting = list(
            Announcement.objects.filter(by_mail=True, told_at=None, withdrawn_at=None).exclude(published_at=None)
        )
    yield from waiting


@keeps("U3")
def tell_everybody(announcement: Announcement) -> int:
    """Tell all who have not been told, in small transactions. Returns how many letters left.

    The row that says so and the letter leave together or not at all."""
    sent = 0
    while True:
        with system("job announcing.tell", purpose=announcement.purpose):
            if Announcement.objects.filter(pk=announcement.pk).exclude(withdrawn_at=None).exists():
                return sent
            people = list(untold(announcement)[:BATCH])
            sent += sum(_tell(announcement, user) == Telling.SENT for user in people)
            if not people:
                Announcement.objects.filter(pk=announcement.pk).update(told_at=clock.now())
                return sent


def _tell(announcement: Announcement, user: User) -> str:
    what = _write(announcement, user)
    Telling.objects.create(announcement=announcement, user=user, purpose=announcement.purpose, what=what)
    return what


@keeps("U3")
def _write(announcement: Announcement, user: User) -> str:
    if announcement.kind == Kind.NEW and NoMail.objects.filter(user=user).exists():
        return Telling.OFF
    with translation.override(user.language):
        text, html = letter(announcement, user)
        try:
            gone = mail.send(
                purpose=announcement.purpose,
                recipient=mail.EMAIL,
                to=user.email,
                subject=_("%(brand)s: %(title)s") % {"brand": controller().brand, "title": announcement.title},
                text=text,
                html=html,
                someone=user_as_someone(user),
            )
        except (NoRecipient, ValueError):
            return Telling.UNREACHED
    return Telling.SENT if gone is not None else Telling.STOPPED


def letter(announcement: Announcement, user: User) -> tuple[str, str]:
    """The letter as text and as HTML, in the language that is spoken now."""
    words = {
        "name": user.first_name,
        "one": announcement,
        "text": as_text(announcement.text),
        "html": as_html(announcement.text),
        "url": absolute("/news/"),
        "is_new": announcement.kind == Kind.NEW,
        "operator": controller().name,
    }
    return render_to_string("announcing/letter.txt", words), render_to_string("announcing/letter.html", words)
